using Elbo.Torch.Fused;

namespace Elbo.Torch.Nn;

/// <summary>A layer that can apply the activation behind it in its own pass over memory.</summary>
internal interface IActivated
{
    Tensor Forward(Tensor x, Activation activation);
}

/// <summary>A layer that is one of the activations kernels know.</summary>
internal interface IPointwise
{
    Activation Kind { get; }
}
