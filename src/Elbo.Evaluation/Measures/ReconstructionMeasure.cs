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

    public static FigureKind SquaredError { get; } = Kind("mse", "", "squared error of a value", Direction.Lower) with { Decimals = 6 };

    public static FigureKind Psnr { get; } = Kind("psnr", "dB", "dB, of reconstructions against the inputs as the model saw them", Direction.Higher) with { Label = "psnr" };

    public static FigureKind Ssim { get; } = Kind("ssim", "", "structural similarity, at most 1", Direction.Higher) with { Label = "ssim", Format = "0.000" };

    public static FigureKind Note { get; } = Kind("note", "", "what it holds for", Direction.None);

    public string Id => "reconstruction";

    public string Summary => "PSNR and SSIM of reconstructions";

    public IReadOnlyList<FigureKind> Kinds { get; } = [BoundMeasure.Reconstruction, SquaredError, Psnr, Ssim, Note];

    public string? Unfit(Model model, DataSchema schema) => HasCodesAlone(model) ? null
        : model.As<IReconstructor>() is null ? "the model does not reconstruct"
        : IsImage(schema.MainField.Shape) ? null : "data are no images";

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
