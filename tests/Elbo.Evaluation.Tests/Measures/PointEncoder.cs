using Elbo.Models;
using Elbo.Models.Conditionals;
using Elbo.Models.Latents;
using Elbo.Models.Likelihoods;
using Elbo.Models.Networks;
using Elbo.Models.Objectives;
using Elbo.Probability;
using Elbo.Torch;
using Elbo.Torch.Fused;
using Elbo.Torch.Nn;

namespace Elbo.Evaluation.Tests.Measures;

/// <summary>A deterministic encoder: the first numbers of x are the code.</summary>
internal sealed class PointEncoder : Conditional<Tensor>
{
    private readonly long size;

    public PointEncoder(long size)
        : base(size) => (this.size, IsPoint) = (size, true);

    public override Distribution Of(Tensor given, Pass? pass = null) => new PointMass(given.Narrow(-1, 0, size));

    /// <summary>An autoencoder of D numbers whose code is two of them.</summary>
    public static Vae Autoencoder(int dimensions)
    {
        using var g = new Generator(1);
        var decoder = new BernoulliDecoder(new(new Mlp(2, [8], Activation.Tanh, g, Initialisers.GlorotUniform()), dimensions, () => new DenseReadout(8, dimensions, g, Initialisers.GlorotUniform())), null);
        return new(new PointEncoder(2), LatentProgram.StandardNormal("z", 2), decoder, new ElboObjective());
    }
}
