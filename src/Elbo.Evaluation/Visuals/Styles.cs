using Elbo.Data;
using Elbo.Evaluation.Images;
using Elbo.Models;
using Elbo.Torch;

namespace Elbo.Evaluation.Visuals;

/// <summary>How examples look, shown in every class (Kingma et al. 2014, arXiv 1406.5298, figure 1): a row for each example, itself first, then its style in one class after the other.</summary>
public static class Styles
{
    /// <summary>Most classes that are shown, the first of them.</summary>
    public const int MostClasses = 20;

    /// <summary>Of these examples of a split, as an image.</summary>
    public static Raster Draw(IStyleDecoder model, IDataset data, Split split, long[] examples, ImageShape shape)
    {
        using var scope = TensorScope.Enter();
        var shown = Compute(model, data.Draw(split, examples));
        return shape.Grid(shown.View([examples.Length * shown.Size(1), -1]), (int)shown.Size(1));
    }

    /// <summary>[B, 1 + C, D]: each example and its style in all classes.</summary>
    public static Tensor Compute(IStyleDecoder model, Batch x)
    {
        using var off = Gradients.Off();
        var style = model.StyleOf(x);
        var rows = Enumerable.Range(0, Math.Min(MostClasses, model.Factor.Levels)).Select(c => model.DecodeStyle(style, Tensor.Full([x.Count], c, DType.I64)).Flatten(1).Unsqueeze(1));
        return Ops.Cat([x.X.Flatten(1).Unsqueeze(1), .. rows], 1);
    }
}
