using System.Text.Json.Serialization;
using Elbo.Data;
using Elbo.Models.Architectures;
using Elbo.Models.Configuration;
using Elbo.Models.Objectives;

namespace Elbo.Models.Zoo.Iwae;

/// <summary>Configuration of the model <c>iwae</c>. Two layers as in the paper: <c>latent [100, 50]</c>, <c>hidden [[200, 200], [100, 100]]</c>.</summary>
public sealed record IwaeConfig : DataNetworkConfig, IConfig
{
    /// <summary>Sizes of the stochastic layers h_1, h_2, …, from the data upwards.</summary>
    public int[] Latent { get; init; } = [50];

    /// <summary>Hidden widths of q(h_l | h_{l−1}) for each stochastic layer; p(h_{l−1} | h_l) has them in reverse.</summary>
    public int[][] Hidden { get; init; } = [[200, 200]];

    /// <summary>k, draws per example in a training step; with groups, of each.</summary>
    public int Samples { get; init; } = 5;

    /// <inheritdoc cref="MultiSampleObjective"/>
    public MultiSampleObjective Objective { get; init; } = MultiSampleObjective.Iwae;

    /// <summary>M, groups of k draws (<c>miwae</c>, <c>piwae</c>).</summary>
    [EffectiveUnder(nameof(Objective), MultiSampleObjective.Miwae, MultiSampleObjective.Piwae)]
    public int Groups { get; init; } = 1;

    /// <summary>β in [0, 1], weight of the mean of single-sample bounds (<c>ciwae</c>); null: 0.5.</summary>
    [EffectiveUnder(nameof(Objective), MultiSampleObjective.Ciwae)]
    public double? Beta { get; init; }

    /// <inheritdoc/>
    public IEnumerable<string> Problems()
    {
        if (Latent.Length is < 1 or > 8) yield return $"latent must list 1 to 8 stochastic layers, lists {Latent.Length}";
        foreach (var size in Latent)
            if (size is < 1 or > 65536) yield return $"latent must hold sizes of 1 to 65536, has {size}";
        if (Hidden.Length != Latent.Length)
            yield return $"hidden must list the widths of as many stochastic layers as latent has sizes ({Latent.Length}), e.g. [[200, 200], [100, 100]] for two; lists {Hidden.Length}";
        foreach (var widths in Hidden)
        {
            if (widths is null) yield return "hidden must hold a list of widths for each stochastic layer, has null";
            else if (widths.Length > 64) yield return $"hidden must have at most 64 widths a stochastic layer, has {widths.Length}";
            else
                foreach (var width in widths)
                    if (width is < 1 or > 65536) yield return $"hidden must hold widths of 1 to 65536, has {width}";
        }
        if (Samples is < 1 or > 100_000) yield return $"samples must be 1 to 100000, is {Samples}";
        if (Samples == 1 && Objective is MultiSampleObjective.Rws or MultiSampleObjective.RwsDreg) yield return "samples must be at least 2 under this objective, is 1";
        if (Groups is < 1 or > 100_000 || (long)Groups * Samples > 100_000) yield return $"groups must be 1 to 100000, and all draws together no more, is {Groups}";
        if (Beta is { } beta && beta is not (>= 0 and <= 1)) yield return $"beta must be 0 to 1, is {beta}";
        foreach (var problem in NetworkProblems()) yield return problem;
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true,
    Converters = [typeof(CamelCaseEnums)])]
[JsonSerializable(typeof(IwaeConfig))]
internal sealed partial class IwaeJson : JsonSerializerContext;
