using Elbo.Torch.Fused;

namespace Elbo.Torch.Nn;

/// <summary>What a convolution layer computes with its weight and bias.</summary>
internal interface IConvolution
{
    long[] WeightShape { get; }

    long OutChannels { get; }

    Tensor Apply(Tensor x, Tensor weight, Tensor? bias, Activation activation);
}
