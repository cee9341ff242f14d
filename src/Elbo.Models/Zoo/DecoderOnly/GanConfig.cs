using System.Text.Json.Serialization;
using Elbo.Data;
using Elbo.Models.Configuration;
using Elbo.Torch.Fused;

namespace Elbo.Models.Zoo.DecoderOnly;

/// <summary>Configuration of the model <c>gan</c>.</summary>
public sealed record GanConfig : DecoderOnlyConfig, IConfig
{
    /// <summary>As every decoder-only model, with tanh.</summary>
    public GanConfig() => Activation = Activation.Tanh;

    /// <summary>Widths of the discriminator's hidden layers, from the example on.</summary>
    public int[] Discriminator { get; init; } = [512, 256];

    /// <summary>Part of the discriminator's hidden units that is dropped in a step.</summary>
    public double DiscriminatorDropout { get; init; }

    /// <summary>Learning rate of the discriminator; that of the generator is <c>training.learningRate</c>.</summary>
    public double DiscriminatorRate { get; init; } = 2e-4;

    /// <summary>σ of the Gaussian noise on all that the discriminator is shown, examples and draws alike, in the unit of the data.</summary>
    public double InstanceNoise { get; init; } = 0.1;

    /// <summary>γ of the penalty γ/2 ‖∇D(x)‖² on the discriminator's logit at examples; 0 for none.</summary>
    public double Penalty { get; init; } = 1;

    /// <inheritdoc/>
    public IEnumerable<string> Problems()
    {
        foreach (var problem in DecoderProblems()) yield return problem;
        foreach (var problem in Widths("discriminator", Discriminator)) yield return problem;
        if (DiscriminatorDropout is not (>= 0 and < 1)) yield return $"discriminatorDropout must be in [0, 1), is {DiscriminatorDropout}";
        if (!(DiscriminatorRate > 0 && DiscriminatorRate <= 1)) yield return $"discriminatorRate must be above 0 and at most 1, is {DiscriminatorRate}";
        if (InstanceNoise is not (>= 0 and <= 1e6)) yield return $"instanceNoise must be 0 to 1000000, is {InstanceNoise}";
        if (Penalty is not (>= 0 and <= 1e6)) yield return $"penalty must be 0 to 1000000, is {Penalty}";
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, Converters = [typeof(CamelCaseEnums)])]
[JsonSerializable(typeof(GanConfig))]
internal sealed partial class GanJson : JsonSerializerContext;
