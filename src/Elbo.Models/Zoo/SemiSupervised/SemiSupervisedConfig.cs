using System.Text.Json.Serialization;
using Elbo.Data;
using Elbo.Models.Architectures;
using Elbo.Models.Configuration;
using Elbo.Models.Objectives;
using Elbo.Torch.Fused;

namespace Elbo.Models.Zoo.SemiSupervised;

/// <summary>Settings that <c>ssvae</c> and <c>ssvae-m1m2</c> share.</summary>
public abstract record SemiSupervisedConfig : DataNetworkConfig
{
    internal const double UsualShare = 0.2;

    /// <summary>Units that cost little where a decoder is asked once for each class.</summary>
    protected SemiSupervisedConfig() => Activation = Activation.Relu;

    /// <summary>What the classes are: a factor of the data.</summary>
    public string Factor { get; init; } = Data.Factor.Label;

    /// <summary>Z, dimensions of the code that says how an example of a class looks.</summary>
    public int Latent { get; init; } = 50;

    /// <summary>Widths of the hidden layers of q(y | x) and of q(z | x, y); the decoder has them in reverse.</summary>
    public int[] Hidden { get; init; } = [500];

    /// <summary>α, weight of the classification of labelled examples beside the mean bound of an example; the paper's α is this times their number.</summary>
    public double Alpha { get; init; } = 0.1;

    /// <summary>How the cost of an example without a label is summed over the classes it may have.</summary>
    public LabelGradient LabelGradient { get; init; } = LabelGradient.Exact;

    /// <summary>Part of a batch that has a label at least, where some examples have none.</summary>
    public double LabelledShare { get; init; } = UsualShare;

    private protected IEnumerable<string> SharedProblems()
    {
        if (Factor.Length == 0) yield return "factor must be the name of a factor, is ''";
        if (Latent is < 1 or > 65536) yield return $"latent must be 1 to 65536, is {Latent}";
        foreach (var width in Hidden)
            if (width is < 1 or > 65536) yield return $"hidden must hold widths of 1 to 65536, has {width}";
        if (Hidden.Length is < 1 or > 64) yield return $"hidden must have 1 to 64 layers, has {Hidden.Length}";
        if (!(Alpha is >= 0 and <= 1e6)) yield return $"alpha must be 0 to 1000000, is {Alpha}";
        if (!(LabelledShare is > 0 and < 1)) yield return $"labelledShare must be between 0 and 1, is {LabelledShare}";
        foreach (var problem in NetworkProblems()) yield return problem;
    }
}

/// <summary>Configuration of the model <c>ssvae</c>.</summary>
public sealed record SsvaeConfig : SemiSupervisedConfig, IConfig
{
    /// <inheritdoc/>
    public IEnumerable<string> Problems() => SharedProblems();
}

/// <summary>Configuration of the model <c>ssvae-m1m2</c>.</summary>
public sealed record StackedConfig : SemiSupervisedConfig, IConfig
{
    /// <summary>Z₁, dimensions of the code that the first stage learns and classes are told from.</summary>
    public int FeatureLatent { get; init; } = 50;

    /// <summary>Widths of the hidden layers of the first stage's encoder; its decoder has them in reverse.</summary>
    public int[] FeatureHidden { get; init; } = [600, 600];

    /// <inheritdoc/>
    public IEnumerable<string> Problems()
    {
        if (FeatureLatent is < 1 or > 65536) yield return $"featureLatent must be 1 to 65536, is {FeatureLatent}";
        foreach (var width in FeatureHidden)
            if (width is < 1 or > 65536) yield return $"featureHidden must hold widths of 1 to 65536, has {width}";
        if (FeatureHidden.Length is < 1 or > 64) yield return $"featureHidden must have 1 to 64 layers, has {FeatureHidden.Length}";
        foreach (var problem in SharedProblems()) yield return problem;
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, Converters = [typeof(CamelCaseEnums)])]
[JsonSerializable(typeof(SsvaeConfig))]
[JsonSerializable(typeof(StackedConfig))]
internal sealed partial class SemiSupervisedJson : JsonSerializerContext;
