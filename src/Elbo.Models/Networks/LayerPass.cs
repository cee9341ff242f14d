using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Networks;

/// <summary>What is done with each weight-normalised layer of a network as values pass through it: it is applied, or its start is chosen first from what reaches it.</summary>
internal delegate Tensor LayerPass(WeightNormLayer layer, Tensor x);

/// <summary>The two ways.</summary>
internal static class LayerPasses
{
    // Of what a layer gives at the start (Kingma et al. 2016, arXiv 1606.04934, code): blocks begin near the identity.
    private const double StartDeviation = 0.1;

    public static LayerPass Plain { get; } = (layer, x) => layer.Forward(x);

    /// <summary>
    /// Mean 0 and standard deviation 0.1 of each output channel on the values that reach it. A layer with a channel that is the same on all of them keeps the start it was made with: the first map of
    /// an autoregressive step sees nothing where there is one place alone.
    /// </summary>
    public static LayerPass Starting { get; } = (layer, x) =>
    {
        try
        {
            return layer.InitialiseFromData(x, StartDeviation);
        }
        catch (TorchException)
        {
            return layer.Forward(x);
        }
    };
}
