using Elbo.Torch.Nn;

namespace Elbo.Models.Networks;

/// <summary>A body that reads x: [B, D] → [B, <paramref name="Width"/>].</summary>
public readonly record struct EncoderNetwork(Layer Body, long Width);
