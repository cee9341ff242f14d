namespace Elbo.Evaluation.Codebooks;

/// <summary>What the axes of a code array are.</summary>
/// <param name="Places">Positions of an example.</param>
/// <param name="Groups">G codes of a position, last in memory.</param>
/// <param name="Grid">Height and width where positions lie in an image; null where they do not.</param>
public readonly record struct CodeLayout(int Places, int Groups, (int Height, int Width)? Grid)
{
    /// <summary>[H, W] and [H, W, G] for images, [T] and [T, G] for anything else.</summary>
    /// <param name="codes">Shape of one example's codes.</param>
    /// <param name="example">Shape of one example.</param>
    public static CodeLayout Of(IReadOnlyList<int> codes, IReadOnlyList<int> example) => (codes, example) switch
    {
        ([var h, var w], [_, _, _]) => new(h * w, 1, (h, w)),
        ([var h, var w, var g], [_, _, _]) => new(h * w, g, (h, w)),
        ([var t, var g], _) => new(t, g, null),
        _ => new(codes.Aggregate(1, (product, size) => product * size), 1, null),
    };
}
