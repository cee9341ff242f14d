using Elbo.Torch.Nn;

namespace Elbo.Models.Networks;

/// <summary>A body [N, Z] → features, and a maker of readouts of them, [N, <paramref name="Dimensions"/>].</summary>
public readonly record struct DecoderNetwork(Layer Body, int Dimensions, Func<Readout> Readout)
{
    /// <summary>Makes the readout of a spread, where it is of another kind than that of the location.</summary>
    public Func<Readout> Spread { get; init; } = Readout;
}
