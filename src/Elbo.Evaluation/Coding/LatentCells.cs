namespace Elbo.Evaluation.Coding;

/// <summary>
/// The cells in which a latent number is coded: 2^16 of width 2^−10 around 0, of which the outermost reach to ±∞. All cells are alike and the same for every model, because the prior of a layer
/// may hang on one that is not known yet when the layer is drawn. Finer cells cost nothing but the bits that the first example borrows.
/// </summary>
internal static class LatentCells
{
    private const int Count = 1 << 16;

    private const double Width = 1.0 / 1024;

    private const int Precision = 28;

    /// <summary>For q(z | x): draws.</summary>
    public static NumberCode Drawn { get; } = new(Count, Precision, Edge, any: false);

    /// <summary>For p(z): whatever was drawn.</summary>
    public static NumberCode Any { get; } = new(Count, Precision, Edge, any: true);

    /// <summary>The middle of a cell, which stands for all that is in it.</summary>
    public static double Middle(int cell) => (cell - (Count / 2) + 0.5) * Width;

    private static double Edge(int cell) => (cell - (Count / 2)) * Width;

    /// <summary>The cell of a middle.</summary>
    public static int Of(double middle) => (int)((middle / Width) + (Count / 2));
}
