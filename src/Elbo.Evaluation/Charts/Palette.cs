namespace Elbo.Evaluation.Charts;

/// <summary>
/// Ten colours for categories, one set on white and one on dark grey. Started from Petroff's accessible ten (2021, "Accessible
/// color sequences for data visualization") and moved apart until every pair stays distinct (ΔE ≥ 20 in CIE Lab) in normal
/// sight, protanopia and deuteranopia.
/// </summary>
internal static class Palette
{
    public static readonly string[] Light =
        ["#3584eb", "#ffa90e", "#a22b14", "#9bbdb5", "#5824f1", "#905d57", "#e15616", "#b9ac70", "#506691", "#b5b6f3"];

    public static readonly string[] Dark =
        ["#3f90da", "#fad214", "#c83e20", "#a3c8ae", "#8b3fec", "#a67b61", "#fa6814", "#deb66c", "#717581", "#7bd8fa"];

    // The colours that are strong enough for a thin line on either ground (contrast at least 3), the most different ones first.
    private static readonly int[] LineOrder = [0, 6, 4, 5, 8, 2];

    // Two solid lines are told apart by their lightness; from the third on the dashes help, also in black and white print.
    private static readonly string?[] Dashes = [null, null, "7 4", "2 5", "10 4 2 4", "1 4"];

    public static string Category(int index) => Variable(index % Light.Length);

    public static string Line(int index) => Variable(LineOrder[index % LineOrder.Length]);

    public static string? Dash(int index) => Dashes[index % Dashes.Length];

    private static string Variable(int index) => $"var(--c{index})";
}
