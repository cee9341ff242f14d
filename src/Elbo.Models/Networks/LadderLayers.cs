using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Networks;

/// <summary>
/// The convolutions of a ladder: weight-normalised, with log g learned in place of g (Kingma et al. 2016, arXiv 1606.04934, code), so that a step of Adamax changes every length by the same
/// share. They keep the size of a signal where no data chooses their start.
/// </summary>
internal static class LadderLayers
{
    // From U(±1/√in) to the start of He et al. 2015, U(±√(6/in)).
    private static readonly double gain = Math.Sqrt(6);

    public static WeightNormConv2d Conv(int from, long to, Generator generator, int kernel = 3, int stride = 1) =>
        Stretched(new WeightNormConv2d(from, to, kernel, generator, stride, kernel / 2, logarithmic: true));

    /// <summary>To twice the size.</summary>
    /// <param name="finer">What that is.</param>
    public static WeightNormConvTranspose2d Enlarge(int from, int to, (int Height, int Width) finer, Generator generator, int kernel = 3) =>
        Stretched(new WeightNormConvTranspose2d(from, to, kernel, generator, 2, kernel / 2, (1 - finer.Height % 2, 1 - finer.Width % 2), logarithmic: true));

    public static WeightNormMaskedConv2d Masked(CausalMask type, int from, int to, int maps, bool reversed, Generator generator) =>
        Stretched(new WeightNormMaskedConv2d(type, from, to, maps, reversed, generator, logarithmic: true));

    private static T Stretched<T>(T layer) where T : WeightNormLayer
    {
        layer.Stretch(gain);
        return layer;
    }
}
