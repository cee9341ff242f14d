using System.Text.Json.Serialization;
using Elbo.Data;
using Elbo.Models.Configuration;

namespace Elbo.Models.Zoo.LinearGaussian;

/// <summary>Which q(z | x) a linear Gaussian model is given.</summary>
public enum LinearGaussianEncoder
{
    /// <summary>p(z | x) itself, computed from the decoder.</summary>
    Exact,

    /// <summary>A learned N(A x + c, diag s²), the best diagonal Gaussian once trained.</summary>
    Diagonal,
}

/// <summary>Configuration of <see cref="LinearGaussianModel"/>.</summary>
public sealed record LinearGaussianConfig : IConfig
{
    /// <summary>Z, dimensions of the code.</summary>
    public int Latent { get; init; } = 2;

    /// <inheritdoc cref="LinearGaussianEncoder"/>
    public LinearGaussianEncoder Encoder { get; init; } = LinearGaussianEncoder.Exact;

    /// <inheritdoc/>
    public IEnumerable<string> Problems()
    {
        // The posterior needs a Z × Z factorisation.
        if (Latent is < 1 or > 4096) yield return $"latent must be 1 to 4096, is {Latent}";
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, Converters = [typeof(CamelCaseEnums)])]
[JsonSerializable(typeof(LinearGaussianConfig))]
internal sealed partial class LinearGaussianJson : JsonSerializerContext;
