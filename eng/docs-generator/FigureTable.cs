using System.Globalization;
using Elbo.Evaluation.Measures;
using Elbo.Runs.Recipes;
using Elbo.Runs.Reproductions;

namespace Elbo.DocsGenerator;

/// <summary>Measured figures beside the paper's.</summary>
internal static class FigureTable
{
    /// <summary>A row for each figure that was measured or that a paper reports.</summary>
    /// <param name="results">Of these presets.</param>
    /// <param name="presets">In this order.</param>
    public static MarkdownTable Of(IReadOnlyList<Reproduction> results, IEnumerable<string> presets)
    {
        var table = new MarkdownTable("preset", "figure", "measured", "unit", "paper", "difference", "source");
        foreach (var preset in presets)
        {
            var paper = Presets.Recipe(preset).Paper;
            var own = results.Where(r => r.Preset == preset).ToList();
            foreach (var (result, figure) in own.SelectMany(r => r.Figures.Select(f => (r, f))))
                Row(preset + (result.Seeds is { } seeds ? string.Create(CultureInfo.InvariantCulture, $", {seeds.Count} seeds") : result.Seed == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $", seed {result.Seed}")), MeasureCatalog.Find(figure.Name)!, figure, paper.FirstOrDefault(p => p.Name == figure.Name));
            foreach (var printed in paper.Where(p => !own.Any(r => r.Figures.Any(f => f.Name == p.Name)))) Row(preset, MeasureCatalog.Find(printed.Name)!, null, printed);
        }
        return table;

        void Row(string name, FigureKind kind, MeasuredFigure? own, PaperFigure? printed) => table.Add(
            name,
            kind.Title,
            own is null ? "not measured" : Number(own.Value) + (own.Se is { } se ? $" ± {Number(se)}" : ""),
            kind.Unit,
            printed is null ? "" : Number(printed.Value!.Value),
            own is null || printed is null ? "" : (own.Value - printed.Value!.Value).ToString("+0.00;−0.00;0.00", CultureInfo.InvariantCulture),
            printed is null ? "" : printed.Source + (printed.Note.Length > 0 ? $"; {printed.Note}" : ""));
    }

    /// <summary>Two decimals, or none for a whole number.</summary>
    public static string Number(double value) => value == Math.Round(value) && Math.Abs(value) < 1e6
        ? value.ToString("0", CultureInfo.InvariantCulture) : value.ToString("0.00", CultureInfo.InvariantCulture).Replace('-', '−');
}
