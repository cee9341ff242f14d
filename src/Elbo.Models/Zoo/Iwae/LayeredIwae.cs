using Elbo.Data;
using Elbo.Torch;

namespace Elbo.Models.Zoo.Iwae;

/// <summary>Two or more stochastic layers: q(h_1, h_2, … | x) as a whole is no Gaussian, and p(h_1) no standard normal.</summary>
public sealed class LayeredIwae : IwaeModel, ILayeredEncoder
{
    internal LayeredIwae(IwaeConfig config, ModelInputs inputs)
        : base(config, inputs)
    {
        LayerSizes = config.Latent;
    }

    public IReadOnlyList<int> LayerSizes { get; }

    public Tensor EncodeSampled(Batch x, NoiseStream noise) => SampledMeans(x.X, noise);
}
