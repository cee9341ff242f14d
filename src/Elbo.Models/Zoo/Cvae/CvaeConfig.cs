using System.Text.Json.Serialization;
using Elbo.Data;
using Elbo.Models.Conditioning;
using Elbo.Models.Configuration;
using Elbo.Models.Likelihoods;
using Elbo.Torch.Nn;

namespace Elbo.Models.Zoo.Cvae;

/// <summary>What z is before y is seen.</summary>
public enum ConditionalPrior
{
    /// <summary>N(0, I): z does not depend on what is given.</summary>
    Standard,

    /// <summary>N(μ(x), diag σ²(x)), with a network of its own.</summary>
    Learned,
}

/// <summary>Start of the weights.</summary>
/// <param name="Heads">Of the layers that say q, a learned prior, and what the decoder is told.</param>
public sealed record CvaeStart(Initialiser Hidden, Initialiser Heads);

/// <summary>Configuration of the model <c>cvae</c>.</summary>
public sealed record CvaeConfig : LikelihoodConfig, IConfig
{
    /// <summary>Z, dimensions of the code; 0 leaves it out, which makes a regressor that says one y for each x.</summary>
    public int Latent { get; init; } = 30;

    /// <summary>Widths of the encoder's and the tower's layers, at least two; the decoder has them in reverse.</summary>
    public int[] Hidden { get; init; } = [1000, 500, 250];

    /// <inheritdoc cref="ConditionalPrior"/>
    public ConditionalPrior Prior { get; init; } = ConditionalPrior.Standard;

    /// <inheritdoc cref="GivenConfig"/>
    public GivenConfig Given { get; init; } = new();

    /// <summary>Whether weights start as in the paper's code, N(0, 0.1²) for 15 inputs of each unit; false: Glorot's start, which suits few inputs as well.</summary>
    public bool SparseStart { get; init; }

    internal CvaeStart Start => SparseStart ? new(Initialisers.SparseNormal(15, 0.1), Initialisers.Normal(0.1)) : new(Initialisers.GlorotUniform(), Initialisers.GlorotUniform());

    /// <inheritdoc/>
    public IEnumerable<string> Problems()
    {
        if (Latent is < 0 or > 65536) yield return $"latent must be 0 to 65536, is {Latent}";
        if (Latent == 0 && Prior != ConditionalPrior.Standard) yield return "prior has no effect without a code (latent 0)";
        foreach (var width in Hidden)
            if (width is < 1 or > 65536) yield return $"hidden must hold widths of 1 to 65536, has {width}";
        if (Hidden.Length is < 2 or > 64) yield return $"hidden must have 2 to 64 layers, has {Hidden.Length}";
        foreach (var problem in Given.Problems()) yield return problem;
        foreach (var problem in LikelihoodProblems()) yield return problem;
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true,
    Converters = [typeof(CamelCaseEnums)])]
[JsonSerializable(typeof(CvaeConfig))]
internal sealed partial class CvaeJson : JsonSerializerContext;
