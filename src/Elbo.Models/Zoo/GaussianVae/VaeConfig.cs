using System.Text.Json.Serialization;
using Elbo.Data;
using Elbo.Models.Architectures;
using Elbo.Models.Configuration;
using Elbo.Models.Networks;

namespace Elbo.Models.Zoo.GaussianVae;

/// <summary>How the bound is estimated (arXiv 1312.6114, §2.3).</summary>
public enum BoundEstimator
{
    /// <summary>L̂^B: KL in closed form, the likelihood by sampling.</summary>
    AnalyticKl,

    /// <summary>L̂^A: everything by sampling.</summary>
    Sampled,

    /// <summary>The same, with a gradient of the encoder through the draws alone (Roeder et al. 2017, arXiv 1703.09194): less noise as q nears the posterior.</summary>
    Stl,
}

/// <summary>What a step ascends.</summary>
public enum VaeObjective
{
    /// <summary>The bound, in encoder and decoder together.</summary>
    Elbo,

    /// <summary>
    /// Wake-sleep (Hinton et al. 1995), the comparison of arXiv 1312.6114, §5: the decoder ascends log p(x, z) at z ~ q(z | x), the
    /// encoder log q(z | x) at (x, z) ~ p. No one bound is ascended.
    /// </summary>
    WakeSleep,
}

/// <summary>Starting weights; biases start at zero.</summary>
public enum WeightStart
{
    /// <summary>Uniform on ±√(6/(in + out)), the decoder's last bias at the mean of the data.</summary>
    Glorot,

    /// <summary>Normal with the standard deviation <see cref="VaeConfig.StartStd"/>, as in the paper; the data's mean is not used.</summary>
    Normal,
}

/// <summary>Configuration of the model <c>vae</c>.</summary>
public sealed record VaeConfig : DataNetworkConfig, IConfig
{
    /// <summary>Z, dimensions of the code.</summary>
    public int Latent { get; init; } = 50;

    /// <summary>Widths of the encoder's fully connected layers; the decoder has them in reverse.</summary>
    public int[] Hidden { get; init; } = [200, 200];

    /// <summary>What q(z | x) is; but for a diagonal Gaussian the divergence is taken from draws.</summary>
    public PosteriorKind Posterior { get; init; } = PosteriorKind.None;

    /// <summary>K, components of the posterior's mixture; null: 5.</summary>
    [EffectiveUnder(nameof(Posterior), PosteriorKind.Mixture)]
    public int? PosteriorComponents { get; init; }

    /// <summary>How the encoder of a mixture gets its gradient; null: marginalised, and implicit under free bits or another estimator or objective.</summary>
    [EffectiveUnder(nameof(Posterior), PosteriorKind.Mixture)]
    [EffectiveUnder(nameof(Objective), VaeObjective.Elbo)]
    public PosteriorGradient? PosteriorGradient { get; init; }

    /// <summary>Steps of the posterior's flow; null: 2.</summary>
    [EffectiveUnder(nameof(Posterior), PosteriorKind.Iaf, PosteriorKind.LocationIaf, PosteriorKind.Planar, PosteriorKind.Radial, PosteriorKind.Householder)]
    public int? PosteriorDepth { get; init; }

    /// <summary>Width of the two hidden layers of its autoregressive steps; null: 320.</summary>
    [EffectiveUnder(nameof(Posterior), PosteriorKind.Iaf, PosteriorKind.LocationIaf)]
    public int? PosteriorWidth { get; init; }

    /// <summary>p(z).</summary>
    public PriorKind Prior { get; init; } = PriorKind.Standard;

    /// <summary>Steps of the prior's flow; null: 4.</summary>
    [EffectiveUnder(nameof(Prior))]
    public int? PriorDepth { get; init; }

    /// <summary>Width of the two hidden layers of each of its steps; null: 128.</summary>
    [EffectiveUnder(nameof(Prior))]
    public int? PriorWidth { get; init; }

    /// <inheritdoc cref="VaeObjective"/>
    public VaeObjective Objective { get; init; } = VaeObjective.Elbo;

    /// <inheritdoc cref="BoundEstimator"/>
    [EffectiveUnder(nameof(Objective), VaeObjective.Elbo)]
    public BoundEstimator Estimator { get; init; } = BoundEstimator.AnalyticKl;

    /// <summary>λ, nats that each dimension of the code says for nothing (Kingma et al. 2016, arXiv 1606.04934, eq. 15), on the mean of a batch; null for none. Where q is no diagonal Gaussian, all dimensions together have λ each.</summary>
    [EffectiveUnder(nameof(Objective), VaeObjective.Elbo)]
    [EffectiveUnder(nameof(Estimator), BoundEstimator.AnalyticKl)]
    public double? FreeBits { get; init; }

    /// <summary>L, draws of the code per example and step.</summary>
    public int Draws { get; init; } = 1;

    /// <summary>Whether the decoder's parameters have the prior N(0, I), which makes them an estimate of the most probable ones.</summary>
    public bool WeightPrior { get; init; }

    /// <summary>Whether the decoder's parameters have, under the same prior, a Gaussian posterior of their own that is drawn from in each step: full variational Bayes (appendix F). Measured is the model at its mean.</summary>
    [EffectiveUnder(nameof(Objective), VaeObjective.Elbo)]
    public bool WeightPosterior { get; init; }

    /// <inheritdoc cref="WeightStart"/>
    public WeightStart Start { get; init; } = WeightStart.Glorot;

    /// <summary>Standard deviation of a normal start. The paper's N(0, 0.01) can be read as 0.01 or, as a variance, 0.1.</summary>
    [EffectiveUnder(nameof(Start), WeightStart.Normal)]
    public double StartStd { get; init; } = 0.01;

    /// <summary>How the encoder gets its gradient; null where it is no mixture.</summary>
    internal PosteriorGradient? EncoderGradient => Posterior != PosteriorKind.Mixture ? null
        : PosteriorGradient ?? (Objective == VaeObjective.Elbo && Estimator == BoundEstimator.AnalyticKl && FreeBits is null ? GaussianVae.PosteriorGradient.Marginalised : GaussianVae.PosteriorGradient.Implicit);

    /// <summary>The flow that q(z | x) ends in; none where it is no flow.</summary>
    internal PosteriorFlow Flow => Posterior switch
    {
        PosteriorKind.Iaf => PosteriorFlow.Iaf,
        PosteriorKind.LocationIaf => PosteriorFlow.LocationIaf,
        PosteriorKind.LinearIaf => PosteriorFlow.LinearIaf,
        PosteriorKind.Planar => PosteriorFlow.Planar,
        PosteriorKind.Radial => PosteriorFlow.Radial,
        PosteriorKind.Householder => PosteriorFlow.Householder,
        _ => PosteriorFlow.None,
    };

    /// <inheritdoc/>
    public IEnumerable<string> Problems()
    {
        if (Latent is < 1 or > 65536) yield return $"latent must be 1 to 65536, is {Latent}";
        foreach (var width in Hidden)
            if (width is < 1 or > 65536) yield return $"hidden must hold widths of 1 to 65536, has {width}";
        if (Hidden.Length > 64) yield return $"hidden must have at most 64 layers, has {Hidden.Length}";
        if (Draws is < 1 or > 100_000) yield return $"draws must be 1 to 100000, is {Draws}";
        if (StartStd is not (> 0 and <= 10)) yield return $"startStd must be above 0 and at most 10, is {StartStd}";
        if (PosteriorDepth is < 1 or > 256) yield return $"posteriorDepth must be 1 to 256, is {PosteriorDepth}";
        if (PosteriorWidth is < 1 or > 65536) yield return $"posteriorWidth must be 1 to 65536, is {PosteriorWidth}";
        if (PriorDepth is < 1 or > 256) yield return $"priorDepth must be 1 to 256, is {PriorDepth}";
        if (PriorWidth is < 1 or > 65536) yield return $"priorWidth must be 1 to 65536, is {PriorWidth}";
        if (Prior == PriorKind.RealNvp && Latent < 2) yield return "latent must be 2 or more under prior=realNvp, is 1";
        if (PosteriorComponents is < 1 or > 1024) yield return $"posteriorComponents must be 1 to 1024, is {PosteriorComponents}";
        if (FreeBits is not (null or (> 0 and <= 1000))) yield return $"freeBits must be above 0 and at most 1000, is {FreeBits}";
        if (PosteriorGradient == GaussianVae.PosteriorGradient.Score && Draws < 2) yield return "draws must be 2 or more under posteriorGradient=score, is 1";
        if (PosteriorGradient is (GaussianVae.PosteriorGradient.Marginalised or GaussianVae.PosteriorGradient.Score) && (Estimator != BoundEstimator.AnalyticKl || FreeBits is not null))
            yield return $"posteriorGradient must be implicit or hybrid beside freeBits or another estimator, is {(PosteriorGradient == GaussianVae.PosteriorGradient.Score ? "score" : "marginalised")}";
        if (WeightPosterior && WeightPrior) yield return "weightPrior must be false under weightPosterior, which has that prior, is true";
        foreach (var problem in NetworkProblems()) yield return problem;
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true,
    Converters = [typeof(CamelCaseEnums)])]
[JsonSerializable(typeof(VaeConfig))]
internal sealed partial class VaeJson : JsonSerializerContext;
