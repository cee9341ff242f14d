using System.Text.Json.Serialization;
using Elbo.Data;
using Elbo.Models.Configuration;

namespace Elbo.Models.Zoo.NeuralStatistician;

/// <summary>Configuration of the model <c>neural-statistician</c>.</summary>
public sealed record NeuralStatisticianConfig : IConfig
{
    /// <summary>C, dimensions of the context, the code of a set.</summary>
    public int Context { get; init; } = 3;

    /// <summary>Z, dimensions of the code of an item.</summary>
    public int Latent { get; init; } = 32;

    /// <summary>Widths of each network's layers of rectified units; the statistic network has them before the mean and again after it.</summary>
    public int[] Hidden { get; init; } = [128, 128, 128];

    /// <summary>α of the first epoch, by which the likelihood weighs more and the divergence less; halved after every epoch. 0 trains on the bound throughout.</summary>
    public double Alpha { get; init; } = 1;

    /// <inheritdoc/>
    public IEnumerable<string> Problems()
    {
        if (Context is < 1 or > 65536) yield return $"context must be 1 to 65536, is {Context}";
        if (Latent is < 1 or > 65536) yield return $"latent must be 1 to 65536, is {Latent}";
        foreach (var width in Hidden)
            if (width is < 1 or > 65536) yield return $"hidden must hold widths of 1 to 65536, has {width}";
        if (Hidden.Length is < 1 or > 64) yield return $"hidden must have 1 to 64 layers, has {Hidden.Length}";
        if (Alpha is not (>= 0 and <= 1e6)) yield return $"alpha must be 0 to 1000000, is {Alpha}";
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true,
    Converters = [typeof(CamelCaseEnums)])]
[JsonSerializable(typeof(NeuralStatisticianConfig))]
internal sealed partial class NeuralStatisticianJson : JsonSerializerContext;
