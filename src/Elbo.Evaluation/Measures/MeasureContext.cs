using Elbo.Data;
using Elbo.Evaluation.Likelihood;
using Elbo.Models;
using Elbo.Models.Latents;

namespace Elbo.Evaluation.Measures;

/// <summary>What is measured, and how.</summary>
/// <param name="Model">In evaluation mode.</param>
/// <param name="Data">What it is measured on.</param>
/// <param name="Split">The part of the data.</param>
public sealed record MeasureContext(Model Model, IDataset Data, Split Split)
{
    // Shared by all contexts that come from this one, as several measures take the same bound.
    private readonly Dictionary<(int Samples, int Limit, ulong Seed), IwaeBound> bounds = [];
    private readonly Dictionary<(int Limit, ulong Seed), ExampleBounds> parts = [];

    /// <summary>At most this many examples; measures over all take the first.</summary>
    public int Limit { get; init; } = int.MaxValue;

    /// <summary>Of every draw.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>K of the importance-weighted bound; 0 leaves out what takes it.</summary>
    public int Samples { get; init; } = 100;

    /// <summary>How log p(x) is estimated by annealing; null leaves it out.</summary>
    public AnnealingOptions? Annealing { get; init; }

    /// <summary>How log p(x) is estimated from posterior draws; null leaves it out.</summary>
    public HarmonicOptions? Harmonic { get; init; }

    /// <summary>What a long measurement has done before.</summary>
    public KeptBlocks Kept { get; init; } = new(null, "");

    /// <summary>Told the work done, examples unless the measure counts otherwise (<see cref="IMeasure.Work"/>); null where nobody watches.</summary>
    public Action<long>? Progress { get; init; }

    /// <summary>Ends a measurement with an <see cref="OperationCanceledException"/>; long ones keep what they have done in <see cref="Kept"/>.</summary>
    public CancellationToken Cancel { get; init; }

    /// <summary>N, examples that are measured over.</summary>
    public int Examples => Math.Min(Limit, Data.Count(Split));

    /// <summary>The parts of the bound of every example with one draw, measured when first asked for.</summary>
    /// <exception cref="UnfitException">The model has none.</exception>
    public ExampleBounds Parts()
    {
        if (!parts.TryGetValue((Limit, Seed), out var bound))
            parts[(Limit, Seed)] = bound = ExampleBounds.Measure(Latent, Data, Split, Limit, Seed, progress: Progress, cancel: Cancel);
        return bound;
    }

    /// <summary>L_K of every example, measured when first asked for.</summary>
    /// <exception cref="UnfitException">The model is none that has one.</exception>
    public IwaeBound Importance()
    {
        if (!bounds.TryGetValue((Samples, Limit, Seed), out var bound))
            bounds[(Samples, Limit, Seed)] = bound = IwaeEvaluator.Evaluate(Latent, Data, Split, Samples, Limit, Seed, progress: Progress, cancel: Cancel);
        return bound;
    }

    /// <summary>The model as p(x | z) p(z) with q(z | x).</summary>
    /// <exception cref="UnfitException">It is none.</exception>
    public ILatentVariables Latent => Model.As<ILatentVariables>() ?? throw new UnfitException(MeasureFit.NoLatents);
}
