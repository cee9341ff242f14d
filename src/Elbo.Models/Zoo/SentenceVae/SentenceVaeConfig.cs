using System.Text.Json.Serialization;
using Elbo.Data;
using Elbo.Models.Conditionals;
using Elbo.Models.Configuration;
using Elbo.Models.Latents;
using Elbo.Models.Objectives;
using Elbo.Models.Sequences;
using Elbo.Probability;
using Elbo.Torch;

namespace Elbo.Models.Zoo.SentenceVae;

/// <summary>Configuration of the model <c>sentence-vae</c>.</summary>
public sealed record SentenceVaeConfig : WordNetworkConfig, IConfig
{
    /// <summary>Hides four words in ten from the decoder: told every word, it learns to do without the code.</summary>
    public SentenceVaeConfig() => KeepRate = 0.6;

    /// <summary>Z, dimensions of the code.</summary>
    public int Latent { get; init; } = 32;

    /// <summary>Whether the decoder is told the code at every word, not at the start alone.</summary>
    public bool EveryStep { get; init; } = true;

    /// <summary>q(z | x), and with it p(z).</summary>
    public TextPosterior Posterior { get; init; }

    /// <summary>Concentration of every direction, which makes the divergence a constant that cannot collapse (Xu and Durrett 2018, arXiv 1808.10805); null: one for each sentence, 1 + softplus of what the network says.</summary>
    [EffectiveUnder(nameof(Posterior), TextPosterior.VonMisesFisher, TextPosterior.PowerSpherical)]
    public double? Kappa { get; init; }

    /// <summary>λ, nats that each dimension of the code says for nothing (Kingma et al. 2016, arXiv 1606.04934, eq. 15), on the mean of a batch: without any, a decoder that is told words mostly leaves the code alone. Null for none, as in the paper.</summary>
    [EffectiveUnder(nameof(Posterior), TextPosterior.Gaussian)]
    public double? FreeBits { get; init; } = 0.15;

    /// <inheritdoc/>
    public IEnumerable<string> Problems()
    {
        if (Latent is < 1 or > 65536) yield return $"latent must be 1 to 65536, is {Latent}";
        if (FreeBits is not (null or (> 0 and <= 1000))) yield return $"freeBits must be above 0 and at most 1000, is {FreeBits}";
        foreach (var problem in NetworkProblems()) yield return problem;
        if (Sphere is not { } sphere) yield break;
        foreach (var problem in SphereCode.Problems(sphere.Family, sphere.Correction, Kappa, Latent)) yield return problem;
    }

    private SphereCode? Sphere => SphereCode.Of(Posterior, SphereCorrection.Implicit, Kappa);

    internal IObjective Objective => Sphere is null && FreeBits is { } free ? new FreeBitsObjective(free) : new ElboObjective();

    internal Conditional<Tensor> Encoder(SequenceReader reader, Generator generator) =>
        Sphere is { } sphere ? new SphereEncoder(reader, Hidden, Latent, sphere, generator, null) : new GaussianEncoder(reader, Hidden, Latent, generator, null);

    internal LatentProgram Prior(string site) => Sphere is null ? LatentProgram.StandardNormal(site, Latent) : LatentProgram.UniformDirection(site, Latent);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, Converters = [typeof(CamelCaseEnums)])]
[JsonSerializable(typeof(SentenceVaeConfig))]
internal sealed partial class SentenceVaeJson : JsonSerializerContext;
