using Elbo.Data;
using Elbo.Models.Conditionals;
using Elbo.Models.Latents;
using Elbo.Models.Likelihoods;
using Elbo.Models.Networks;
using Elbo.Models.Objectives;
using Elbo.Models.Tests.Contract;
using Elbo.Models.Zoo.Iwae;
using Elbo.Torch;
using Elbo.Torch.Fused;
using Elbo.Torch.Nn;

namespace Elbo.Models.Tests.Objectives;

/// <summary>A VAE of 16 binary pixels with the same weights whatever its objective, in double precision.</summary>
internal static class SmallVae
{
    public static Vae With(IObjective objective, int latent = 3)
    {
        using var generator = new Generator(1);
        var weights = Initialisers.GlorotUniform();
        Mlp up = new(16, [10], Activation.Tanh, generator, weights), down = new(latent, [10], Activation.Tanh, generator, weights);
        var encoder = new GaussianEncoder(up, up.Outputs, latent, generator, weights);
        var decoder = new BernoulliDecoder(new(down, 16, () => new DenseReadout(down.Outputs, 16, generator, weights)), null);
        var model = new Vae(encoder, LatentProgram.StandardNormal("z", latent), decoder, objective);
        model.To(Device.Cpu, DType.F64);
        return model;
    }

    /// <summary>The layers of an <c>iwae</c> with an objective of one's own.</summary>
    public static Vae Layered(IwaeConfig config, IObjective objective, Generator generator)
    {
        var model = IwaeDefinition.Build(config, objective, new(ContractCase.Shape, generator));
        model.To(Device.Cpu, DType.F64);
        return model;
    }

    public static Batch Patterns()
    {
        var patterns = ContractCase.Patterns();
        return patterns with { X = patterns.X.To(DType.F64) };
    }

    public static double[] Term(LossTerms loss, string name) => loss.Terms.Single(t => t.Name == name).Values.ToArray<double>();
}
