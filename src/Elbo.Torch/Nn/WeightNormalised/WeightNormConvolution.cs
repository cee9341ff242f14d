using Elbo.Torch.Fused;

namespace Elbo.Torch.Nn;

/// <summary>The weight-normalised convolutions: <c>[B, in, …]</c> to <c>[B, out, …]</c>, one length per output channel; see <see cref="WeightNormLayer"/>.</summary>
public abstract class WeightNormConvolution : WeightNormLayer
{
    private readonly ConvolutionGeometry geometry;

    private protected WeightNormConvolution(ConvolutionGeometry geometry, Generator generator, Initialiser? weightInit, DType dtype, Func<Tensor>? mask = null, bool logarithmic = false)
        : base(geometry.WeightShape, generator, weightInit, dtype, geometry.IsTransposed ? 1 : 0, mask, logarithmic) => this.geometry = geometry;

    private protected sealed override Tensor Apply(Tensor x, Tensor weight, Tensor? bias) => geometry.Apply(x, weight, bias, Activation.Identity);

    private protected sealed override int ChannelAxis(Tensor y) => 1;
}
