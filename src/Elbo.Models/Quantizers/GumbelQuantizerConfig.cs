using Elbo.Models.Configuration;

namespace Elbo.Models.Quantizers;

/// <summary>Settings of <see cref="GumbelQuantizer"/>.</summary>
public sealed record GumbelQuantizerConfig : IConfig
{
    /// <summary>K, at least 2.</summary>
    public int Codes { get; init; } = 512;

    /// <summary>Whether training draws are one-hot, with the relaxed draw's gradient.</summary>
    public bool Hard { get; init; }

    /// <summary>Weight of the divergence from the uniform distribution.</summary>
    public double KlWeight { get; init; } = 1;

    /// <summary>τ at the first training batch.</summary>
    public double Temperature { get; init; } = 1;

    /// <summary>τ never falls below.</summary>
    public double LeastTemperature { get; init; } = 0.5;

    /// <summary>r in τ ∝ e^{−r t}, t the training batches; 0 keeps it.</summary>
    public double CoolingRate { get; init; } = 1e-5;

    /// <summary>Batches between changes of τ.</summary>
    public int CoolingInterval { get; init; } = 1000;

    /// <inheritdoc/>
    public IEnumerable<string> Problems()
    {
        if (Codes is < 2 or > 1 << 24) yield return $"codes must be 2 to {1 << 24}, is {Codes}";
        if (!(KlWeight >= 0)) yield return $"klWeight must be at least 0, is {KlWeight}";
        if (!(Temperature > 0)) yield return $"temperature must be positive, is {Temperature}";
        if (!(LeastTemperature > 0 && LeastTemperature <= Temperature)) yield return $"leastTemperature must be positive and at most temperature, is {LeastTemperature}";
        if (!(CoolingRate >= 0)) yield return $"coolingRate must be at least 0, is {CoolingRate}";
        if (CoolingInterval < 1) yield return $"coolingInterval must be at least 1, is {CoolingInterval}";
    }
}
