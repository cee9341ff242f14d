using Elbo.Data;
using Elbo.Evaluation.Images;
using Elbo.Evaluation.Visuals;
using Elbo.Models;
using Elbo.Torch;

namespace Elbo.Evaluation.Codebooks;

/// <summary>
/// What codes stand for, a row each: first the code by itself, the middle of an image decoded from nothing but it, then pieces of inputs around positions that
/// got it. A piece is the part of the image that belongs to a position, with half as much again on each side.
/// </summary>
public static class CodebookImage
{
    /// <param name="model">With codes [H, W] or [H, W, G]; conditional decoders are shown under the first example's conditions.</param>
    /// <param name="usage">Of <paramref name="data"/> and <paramref name="split"/>.</param>
    /// <param name="group">The group of <paramref name="usage"/>; the others have the code they have most often.</param>
    /// <param name="shown">The codes of the rows, at least one.</param>
    /// <param name="pieces">Pieces of inputs in a row.</param>
    /// <exception cref="InvalidOperationException">The codes have no place in an image.</exception>
    public static Raster Draw(ICodeModel model, IDataset data, Split split, CodebookUsage usage, int group, IReadOnlyList<int> shown, int pieces)
    {
        if (usage.Layout.Grid is not { } grid || ImageShape.Of(data.Info.Shape) is not { } shape) throw new InvalidOperationException("the codes have no place in an image");
        using var off = Gradients.Off();
        using var scope = TensorScope.Enter();
        var cut = new PieceCut(shape, grid.Height, grid.Width);
        var alone = DecodeAlone(model, data, split, usage, group, shown).ToArray<float>();
        var rows = new List<float>();
        for (var row = 0; row < shown.Count; row++)
        {
            rows.AddRange(cut.Take(alone.AsSpan(row * data.Info.Dimensions, data.Info.Dimensions), (grid.Height / 2 * grid.Width) + (grid.Width / 2)));
            var places = usage.Occurrences(shown[row], pieces);
            foreach (var (example, place) in places) rows.AddRange(cut.Take(data.Draw(split, [example]).X.ToArray<float>(), place));
            rows.AddRange(Enumerable.Repeat(PieceCut.Outside, (pieces - places.Count) * cut.Size));
        }
        return new ImageGrid { Columns = pieces + 1, Scale = Math.Max(1, 48 / cut.Side) }.Render(rows.ToArray(), shown.Count * (pieces + 1), shape.Channels, cut.Side, cut.Side);
    }

    /// <summary>Images all of whose positions have one code, [codes, D].</summary>
    private static Tensor DecodeAlone(ICodeModel model, IDataset data, Split split, CodebookUsage usage, int group, IReadOnlyList<int> shown)
    {
        var (layout, usual) = (usage.Layout, usage.Usual());
        var values = new long[shown.Count * layout.Places * layout.Groups];
        for (var k = 0; k < values.Length; k++)
        {
            var g = k % layout.Groups;
            values[k] = g == group ? shown[k / (layout.Places * layout.Groups)] : usual[g];
        }
        var first = data.Draw(split, [.. shown.Select(_ => 0L)]);
        return model.DecodeCodes(Tensor.From(values, [shown.Count, .. model.Prior.Shape.Select(size => (long)size)]), model.DecoderConditions(first)).Contiguous();
    }
}
