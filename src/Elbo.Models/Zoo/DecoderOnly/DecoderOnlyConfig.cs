using Elbo.Models.Latents;
using Elbo.Models.Likelihoods;
using Elbo.Models.Networks;
using Elbo.Torch.Fused;
using Elbo.Torch.Nn;

namespace Elbo.Models.Zoo.DecoderOnly;

/// <summary>Settings that models without an encoder share: G(z), and the noise around it that makes a density of it.</summary>
public abstract record DecoderOnlyConfig
{
    /// <summary>Z, dimensions of the code, z ~ N(0, I).</summary>
    public int Latent { get; init; } = 10;

    /// <summary>Widths of the decoder's hidden layers, from the code on.</summary>
    public int[] Hidden { get; init; } = [64, 256, 256, 1024];

    /// <summary>Of the hidden layers.</summary>
    public Activation Activation { get; init; } = Activation.Relu;

    /// <summary>How the output is bounded: by a sigmoid, for pixels in [0, 1], or not at all.</summary>
    public OutputMean OutputMean { get; init; } = OutputMean.Sigmoid;

    /// <summary>σ² of the noise in p(x | z) = N(G(z), σ² I). Training takes no notice of it; log p(x) is measured under it.</summary>
    public double Variance { get; init; } = 0.025;

    private protected IEnumerable<string> DecoderProblems()
    {
        if (Latent is < 1 or > 65536) yield return $"latent must be 1 to 65536, is {Latent}";
        foreach (var problem in Widths("hidden", Hidden)) yield return problem;
        if (!(Variance is > 0 and <= 1e6)) yield return $"variance must be above 0 and at most 1000000, is {Variance}";
    }

    private protected static IEnumerable<string> Widths(string name, int[] widths)
    {
        if (widths.Length > 64) yield return $"{name} must have at most 64 layers, has {widths.Length}";
        foreach (var width in widths)
            if (width is < 1 or > 65536) yield return $"{name} must hold widths of 1 to 65536, has {width}";
    }

    internal (LatentProgram Prior, DataLikelihood Likelihood) Parts(ModelInputs inputs)
    {
        var weights = Initialisers.GlorotUniform();
        var mlp = new Mlp(Latent, Hidden, Activation, inputs.Initialisation, weights);
        var network = new DecoderNetwork(mlp, inputs.Dimensions, () => new DenseReadout(mlp.Outputs, inputs.Dimensions, inputs.Initialisation, weights));
        return (LatentProgram.StandardNormal("z", Latent), DataLikelihood.At("z", "decoder", new IsotropicGaussianDecoder(network, OutputMean, Variance, 0, inputs.Mean)));
    }
}
