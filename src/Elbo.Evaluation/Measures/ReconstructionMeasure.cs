using Elbo.Data;
using Elbo.Evaluation.Likelihood;
using Elbo.Evaluation.Quality;
using Elbo.Evaluation.Visuals;
using Elbo.Models;
using Elbo.Models.Latents;

namespace Elbo.Evaluation.Measures;

/// <summary>How close images come back (<see cref="ReconstructionQuality"/>); of a model without a bound also how likely data are given their codes.</summary>
public sealed class ReconstructionMeasure : IMeasure
{
    private static FigureKind Kind(string name, string unit, string meaning, Direction better) => new(name, unit, meaning, better) { Section = "reconstruction_quality", IsKept = false };

    /// <summary>Mean square of the difference of a value, of data in [0, 1].</summary>
    public static FigureKind SquaredError { get; } = Kind("mse", "", "squared error of a value", Direction.Lower) with { Decimals = 6 };

    /// <summary>10 log10(1/MSE) of an image, mean over images, dB; against the inputs as the model saw them.</summary>
    public static FigureKind Psnr { get; } = Kind("psnr", "dB", "dB, of reconstructions against the inputs as the model saw them", Direction.Higher) with { Label = "psnr" };

    /// <summary>Structural similarity, at most 1; not taken of images smaller than its window.</summary>
    public static FigureKind Ssim { get; } = Kind("ssim", "", "structural similarity, at most 1", Direction.Higher) with { Label = "ssim", Format = "0.000" };

    /// <summary>A sentence on what the figures hold for: the binarisation of the inputs.</summary>
    public static FigureKind Note { get; } = Kind("note", "", "what it holds for", Direction.None);

    /// <inheritdoc/>
    public string Id => "reconstruction";

    /// <inheritdoc/>
    public string Summary => "PSNR and SSIM of reconstructions";

    /// <inheritdoc/>
    public IReadOnlyList<FigureKind> Kinds { get; } = [BoundMeasure.Reconstruction, SquaredError, Psnr, Ssim, Note];

    /// <inheritdoc/>
    public string? Unfit(Model model, DataSchema schema) => HasCodesAlone(model) ? null
        : model.As<IReconstructor>() is null ? "the model does not reconstruct"
        : IsImage(schema.MainField.Shape) ? null : "data are no images";

    /// <inheritdoc/>
    public IEnumerable<Figure> Take(MeasureContext context)
    {
        if (HasCodesAlone(context.Model)) yield return BoundMeasure.Likelihood(Estimate.Of([.. context.Parts().LogLikelihood]), context.Latent.Words);
        if (context.Model.As<IReconstructor>() is not { } reconstructor || !IsImage(DataSchema.Of(context.Data).MainField.Shape)) yield break;
        var quality = ReconstructionQuality.Measure(reconstructor, context.Data, context.Split, context.Limit, context.Cancel);
        yield return new(SquaredError, quality.MeanSquaredError);
        yield return new(Psnr, quality.Psnr);
        if (quality.Ssim is { } ssim) yield return new(Ssim, ssim);
        yield return Figure.Of(Note, $"psnr in dB; means of p(x | z) at posterior means, against the inputs as the model saw them (binarisation {context.Data.Info.Binarisation.ToString()?.ToLowerInvariant()})");
    }

    // Of others the expected log-likelihood is a part of the bound.
    private static bool HasCodesAlone(Model model) => model.As<ILatentVariables>() is { HasBound: false };

    private static bool IsImage(IReadOnlyList<int?> shape) => shape.All(size => size is not null) && ImageShape.Of([.. shape.Select(size => size!.Value)]) is not null;
}
