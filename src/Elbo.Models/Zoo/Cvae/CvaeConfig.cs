using System.Text.Json.Serialization;
using Elbo.Data;
using Elbo.Models.Conditioning;
using Elbo.Models.Configuration;
using Elbo.Models.Likelihoods;

namespace Elbo.Models.Zoo.Cvae;

/// <summary>What z is before y is seen.</summary>
public enum ConditionalPrior
{
    /// <summary>N(0, I): z does not depend on what is given.</summary>
    Standard,

    /// <summary>N(μ(x), diag σ²(x)), with a network of its own.</summary>
    Learned,
}

/// <summary>Configuration of the model <c>cvae</c>.</summary>
public sealed record CvaeConfig : LikelihoodConfig, IConfig
{
    /// <summary>Z, dimensions of the code; 0 leaves it out, which makes a regressor that says one y for each x.</summary>
    public int Latent { get; init; } = 30;

    /// <summary>Widths of the encoder's and the tower's layers, at least two; the decoder has them in reverse.</summary>
    public int[] Hidden { get; init; } = [1000, 500, 250];

    public ConditionalPrior Prior { get; init; } = ConditionalPrior.Standard;

    public GivenConfig Given { get; init; } = new();

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
