using Elbo.Torch;
using Elbo.Torch.Fused;
using Elbo.Torch.Nn;

namespace Elbo.Models.Networks;

/// <summary>How a decoder doubles the sides of a map.</summary>
public enum Upsampling
{
    /// <summary>Every pixel is repeated, then a convolution of kernel 3: all pixels are made alike, and none stands out in a pattern (Odena et al. 2016).</summary>
    Resize,

    /// <summary>A transposed convolution of kernel 4 and stride 2: each pixel of a square of four has weights of its own, which may show as a checkerboard.</summary>
    Transposed,
}

/// <summary>A layer from the coarse map of a <see cref="ResolutionStep"/> to its fine one, [N, I, H/2, W/2] → [N, O, H, W].</summary>
/// <param name="Layer">A convolution, the one that has the parameters.</param>
/// <param name="Weight">What reads the map.</param>
/// <param name="Apply">With the activation behind it.</param>
internal sealed record UpsamplingLayer(Layer Layer, Tensor Weight, Func<Tensor, Activation, Tensor> Apply);
