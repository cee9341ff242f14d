namespace Elbo.Models.Networks;

/// <summary>How a decoder doubles the sides of a map.</summary>
public enum Upsampling
{
    /// <summary>Every pixel is repeated, then a convolution of kernel 3: all pixels are made alike, and none stands out in a pattern (Odena et al. 2016).</summary>
    Resize,

    /// <summary>A transposed convolution of kernel 4 and stride 2: each pixel of a square of four has weights of its own, which may show as a checkerboard.</summary>
    Transposed,
}
