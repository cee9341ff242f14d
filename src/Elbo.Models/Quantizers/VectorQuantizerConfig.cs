using Elbo.Models.Configuration;

namespace Elbo.Models.Quantizers;

/// <summary>How a codebook follows the vectors assigned to its codes.</summary>
public enum CodebookLearning
{
    /// <summary>By the gradient of ‖sg(z) − e‖² (van den Oord et al. 2017, eq. 3).</summary>
    Gradient,

    /// <summary>As the moving average of the vectors (the same paper, appendix A.1).</summary>
    Ema,
}

/// <summary>What "nearest" means.</summary>
public enum CodeMetric
{
    /// <summary>‖z − e‖ (van den Oord et al. 2017, eq. 1).</summary>
    Euclidean,

    /// <summary>Vectors and codes are scaled to length 1 first (Yu et al. 2022, arXiv 2110.04627, §3.2).</summary>
    Cosine,
}

/// <summary>Where the codes are before training.</summary>
public enum CodebookStart
{
    /// <summary>Uniform on ±√(3/D), unit variance over the whole vector, as in Sonnet.</summary>
    UnitVariance,

    /// <summary>Uniform on ±1/K, as in many ports.</summary>
    Narrow,

    /// <summary>N(0, 1).</summary>
    Normal,
}

/// <summary>Settings of <see cref="VectorQuantizer"/>.</summary>
public sealed record VectorQuantizerConfig : IConfig
{
    /// <summary>K, at least 1.</summary>
    public int Codes { get; init; } = 512;

    /// <inheritdoc cref="CodebookLearning"/>
    public CodebookLearning Learning { get; init; } = CodebookLearning.Gradient;

    /// <inheritdoc cref="CodeMetric"/>
    public CodeMetric Metric { get; init; } = CodeMetric.Euclidean;

    /// <inheritdoc cref="GradientEstimator"/>
    public GradientEstimator Estimator { get; init; } = GradientEstimator.StraightThrough;

    /// <inheritdoc cref="CodebookStart"/>
    public CodebookStart Start { get; init; } = CodebookStart.UnitVariance;

    /// <summary>β, weight of ‖z − sg(e)‖²; should scale with the reconstruction term.</summary>
    public double Commitment { get; init; } = 0.25;

    /// <summary>Weight of ‖sg(z) − e‖² where the codebook learns by gradient.</summary>
    [EffectiveUnder(nameof(Learning), CodebookLearning.Gradient)]
    public double CodebookWeight { get; init; } = 1;

    /// <summary>γ of the moving averages in [0, 1]; 1 freezes them.</summary>
    public double Decay { get; init; } = 0.99;

    /// <summary>ε in Ñ = (N + ε)/(ΣN + Kε)·ΣN, by which a sum is divided; it never enters the counts.</summary>
    [EffectiveUnder(nameof(Learning), CodebookLearning.Ema)]
    public double Smoothing { get; init; } = 1e-5;

    /// <summary>τ: a code whose averaged count per batch is below becomes a random vector of the batch; 0 for never.</summary>
    public double RestartBelow { get; init; }

    /// <summary>Training batches at the beginning whose vectors are clustered to place the codes; 0 leaves them at <see cref="Start"/>.</summary>
    public int KMeansBatches { get; init; }

    /// <summary>A codebook of moving averages that is placed on the first batch and whose unused codes start again: few models' codes collapse under it.</summary>
    internal static VectorQuantizerConfig Averaged => new() { Learning = CodebookLearning.Ema, KMeansBatches = 1, RestartBelow = 1 };

    /// <inheritdoc/>
    public IEnumerable<string> Problems()
    {
        if (Codes is < 1 or > 1 << 24) yield return $"codes must be 1 to {1 << 24}, is {Codes}";
        if (!(Commitment >= 0)) yield return $"commitment must be at least 0, is {Commitment}";
        if (!(CodebookWeight >= 0)) yield return $"codebookWeight must be at least 0, is {CodebookWeight}";
        if (!(Decay is >= 0 and <= 1)) yield return $"decay must be 0 to 1, is {Decay}";
        if (!(Smoothing >= 0)) yield return $"smoothing must be at least 0, is {Smoothing}";
        if (!(RestartBelow >= 0)) yield return $"restartBelow must be at least 0, is {RestartBelow}";
        if (KMeansBatches < 0) yield return $"kMeansBatches must be at least 0, is {KMeansBatches}";
    }
}
