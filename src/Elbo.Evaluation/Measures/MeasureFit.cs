using Elbo.Data;
using Elbo.Models;
using Elbo.Models.Latents;

namespace Elbo.Evaluation.Measures;

/// <summary>Reasons that several measures share.</summary>
internal static class MeasureFit
{
    public const string NoLatents = "the model has no latent variables";

    /// <summary>Why nothing is known of codes of examples; null where a model has q(z | x).</summary>
    public static string? NoPosterior(Model model) => model.As<ILatentVariables>() is not null ? null
        : model.As<IGenerativeModel>() is null ? NoLatents : "the model has no encoder";

    /// <summary>Why a model has no bound on log p(x); null where it has one.</summary>
    public static string? NoBound(Model model) => model.As<ILatentVariables>() switch
    {
        null => NoPosterior(model),
        { HasBound: false, HasPointPosterior: false } => "q(z|x) is a sampler without a density, so there is no bound on log p(x); annealed importance sampling estimates it",
        { HasBound: false } => "the encoder is deterministic and its codes are real numbers: a point has no density, so there is no bound on log p(x)",
        _ => null,
    };

    /// <summary>Why nothing can be said of single dimensions of a code; null where they are the model's own.</summary>
    public static string? Directions(Model model) => model.As<IEncoder>() is { } encoder && encoder.Sites.Any(s => s.IsDirection)
        ? "its code is a direction, whose coordinates change as the sphere is turned" : null;

    /// <summary>Why nothing can be said of how codes vary over examples; null where there are several.</summary>
    public static string? OneExample(DataSchema schema) => schema.Kind == DataKind.Graph ? "a graph is a single example, over which no code varies" : null;

    /// <summary>Why the code of a model says all or nothing about an example; null where q(z | x) spreads.</summary>
    public static string? NoSpread(Model model) => NoBound(model)
        ?? (model.As<ILatentVariables>()!.HasPointPosterior ? "q(z|x) is one code alone" : null);
}
