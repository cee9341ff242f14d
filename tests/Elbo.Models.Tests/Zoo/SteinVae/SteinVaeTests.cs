using Elbo.Data;
using Elbo.Models.Conditionals;
using Elbo.Models.Latents;
using Elbo.Models.Likelihoods;
using Elbo.Models.Networks;
using Elbo.Models.Objectives;
using Elbo.Models.Tests.Objectives;
using Elbo.Probability;
using Elbo.Probability.Inference;
using Elbo.Testing;
using Elbo.Torch;
using Elbo.Torch.Fused;
using Elbo.Torch.Nn;
using Elbo.Torch.Optim;

namespace Elbo.Models.Tests.Zoo.SteinVae;

[NoLeak]
public sealed class SteinVaeTests
{
    // Deviation of x around z₁ − z₂.
    private const double Noise = 0.1;

    // Half of the probability at each of (5, 5) and (−5, −5): given x = z₁ − z₂ + noise near 0, z is near one or the other.
    private static MixtureOfNormals Modes() => new(Normal.FromStd(Tensor.From([5f, 5, -5, -5], 2, 2), Tensor.Ones([2, 2])));

    [Fact]
    public void The_sampler_follows_its_particles_by_the_gradient_of_the_squared_distance_to_where_they_move()
    {
        const double Step = 1e-3;
        using var scope = TensorScope.Enter();
        using var model = Small(new SteinObjective(6, new()));
        var x = SmallVae.Patterns();
        model.Loss(x, new NoiseStream(1)).Objective.Sum().Backward();
        var followed = Gradients(model);
        // The same particles, moved by ε φ, and the regression onto them at the sampler as it is: −2ε φ·∂f, over M.
        var walk = new DrawWalk(new NoiseStream(1), 6, 8);
        model.VisitPosterior(x, walk);
        var (drawn, z) = (walk.Values["z"], walk.Values["z"].Detach().Clone().RequireGrad());
        var values = new SiteValues("z", z);
        var slopes = Torch.Gradients.Of(JointDensity.LogProb(model, x, values).Sum(), z);
        var goal = z.Detach() + new SteinDirection().Of(z, slopes) * Step;
        foreach (var (_, parameter) in model.NamedParameters()) parameter.Grad?.ZeroInPlace();
        (drawn - goal).Square().Sum().Backward();
        var regressed = Gradients(model);
        for (var k = 0; k < followed.Length; k++) (regressed[k] / (2 * Step * 6)).ShouldBe(followed[k], 1e-6 * Math.Max(1, Math.Abs(followed[k])));

        static double[] Gradients(Vae model) => [.. model.NamedParameters().Where(p => p.Name.StartsWith("encoder.", StringComparison.Ordinal)).SelectMany(p => p.Value.Grad!.Flatten().ToArray<double>())];
    }

    [Fact]
    public void One_particle_climbs_to_the_most_probable_code_and_the_decoder_ascends_at_the_codes_as_they_are()
    {
        using var scope = TensorScope.Enter();
        using var model = Small(new SteinObjective(1, new()));
        var x = SmallVae.Patterns();
        model.Loss(x, new NoiseStream(1)).Objective.Sum().Backward();
        var found = model.NamedParameters().Select(p => p.Value.Grad!.Clone()).ToArray();
        foreach (var (_, parameter) in model.NamedParameters()) parameter.Grad!.ZeroInPlace();
        // −log p(x, z(x, ξ)) with its gradient through z as well: a maximum a posteriori autoencoder.
        var walk = new DrawWalk(new NoiseStream(1), 1, 8);
        model.VisitPosterior(x, walk);
        (-JointDensity.LogProb(model, x, walk.Values).Sum()).Backward();
        foreach (var (gradient, (name, parameter)) in found.Zip(model.NamedParameters())) (gradient - parameter.Grad!).Abs().Max().ToDouble().ShouldBeLessThan(1e-10, name);
    }

    [Fact]
    public void Within_a_group_codes_count_by_their_importance_in_what_moves_them_and_in_what_the_decoder_ascends()
    {
        const int Groups = 2, Size = 3;
        using var scope = TensorScope.Enter();
        using var model = Small(new SteinObjective(Groups, new(), Size), noiseSize: 2);
        var x = SmallVae.Patterns();
        var loss = model.Loss(x, new NoiseStream(1));
        loss.Objective.Sum().Backward();
        var walk = new DrawWalk(new NoiseStream(1), Groups * Size, 8);
        model.VisitPosterior(x, walk);
        var drawn = walk.Draws[0].Drawn;
        double[] logQ, logJoint;
        var values = new SiteValues("z", drawn.Value.Detach());
        using (Torch.Gradients.Off()) (logQ, logJoint) = (drawn.LogProb().ToArray<double>(), JointDensity.LogProb(model, x, values).ToArray<double>());
        // By plain loops: softmax of log p − log q over the three of a group.
        var weights = new double[Groups * Size * 8];
        for (var b = 0; b < 8; b++)
            for (var group = 0; group < Groups; group++)
            {
                double At(int k) => Math.Exp(logJoint[(group * Size + k) * 8 + b] - logQ[(group * Size + k) * 8 + b]);
                var sum = Enumerable.Range(0, Size).Sum(At);
                for (var k = 0; k < Size; k++) weights[(group * Size + k) * 8 + b] = At(k) / sum;
            }
        for (var b = 0; b < 8; b++)
            loss.Objective[b].ToDouble().ShouldBe(-Enumerable.Range(0, Groups * Size).Sum(k => weights[k * 8 + b] * logJoint[k * 8 + b]) / Groups, 1e-9);
        var found = model.NamedParameters().Where(p => p.Name.StartsWith("decoder.", StringComparison.Ordinal)).Select(p => p.Value.Grad!.Clone()).ToArray();
        foreach (var (_, parameter) in model.NamedParameters()) parameter.Grad!.ZeroInPlace();
        (-(JointDensity.LogProb(model, x, values) * Tensor.From(weights, Groups * Size, 8)).Sum() / Groups).Backward();
        foreach (var (gradient, (name, parameter)) in found.Zip(model.NamedParameters().Where(p => p.Name.StartsWith("decoder.", StringComparison.Ordinal)))) (gradient - parameter.Grad!).Abs().Max().ToDouble().ShouldBeLessThan(1e-9, name);
        // Noise of another size than the code tells no density to weigh by.
        using var wide = Small(new SteinObjective(Groups, new(), Size));
        Should.Throw<NotSupportedException>(() => wide.Loss(x, new NoiseStream(1)));
    }

    [Fact]
    public void There_is_no_bound_and_a_path_begins_at_the_prior_alone()
    {
        using var scope = TensorScope.Enter();
        using var model = Small(new SteinObjective(2, new()));
        ILatentVariables latent = model;
        latent.HasBound.ShouldBeFalse();
        latent.HasPointPosterior.ShouldBeFalse();
        PosteriorPath.Missing(latent).ShouldBeNull();
        Should.Throw<NotSupportedException>(() => new PosteriorPath(latent, SmallVae.Patterns(), AnnealingBase.Encoder)).Message.ShouldContain("sampler without a density");
        Should.Throw<NotSupportedException>(() => Bound.Draw(model, SmallVae.Patterns(), 1, new Pass(new NoiseStream(1))).LogQ()).Message.ShouldContain("density");
    }

    [Fact]
    public void Draws_of_the_sampler_are_at_both_modes_of_a_posterior_where_those_of_a_Gaussian_are_at_one()
    {
        using var scope = TensorScope.Enter();
        var stein = Share(generator =>
        {
            var body = new Mlp(1, [50], Activation.Tanh, generator, Initialisers.GlorotUniform());
            return new ImplicitEncoder(body, 50, 100, 2, 2, Activation.Tanh, generator, Initialisers.GlorotUniform());
        }, new SteinObjective(20, new(repulsion: 10)));
        // Half and half is 0.5. With the theory's repulsion of 1 the median of the distances is one within a mode, nothing couples the two, and the sampler ends with nearly all draws at one.
        stein.First.ShouldBeInRange(0.3, 0.7);
        // A network that is continuous in its noise has some draws on the way from one to the other.
        stein.Near.ShouldBeGreaterThan(0.8);
        var gaussian = Share(generator =>
        {
            var body = new Mlp(1, [100], Activation.Tanh, generator, Initialisers.GlorotUniform());
            return new GaussianEncoder(body, 100, 2, generator, Initialisers.GlorotUniform());
        }, new ElboObjective());
        Math.Min(gaussian.First, 1 - gaussian.First).ShouldBeLessThan(0.02);
    }

    // Of 4,000 draws given x near 0: how many have a positive z₁ + z₂, and how many are within 4 of a mode.
    private static (double First, double Near) Share(Func<Generator, Conditional<Tensor>> encoder, IObjective objective)
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(1);
        LatentProgram prior = new([new("z", [2])], [], (_, walk) => walk.At("z", Modes())) { IsConditional = false };
        using var model = new Vae(encoder(generator), prior, new Difference(), objective);
        using var adam = new Adam(model.NamedParameters(), 0.005);
        var noise = new NoiseStream(1);
        for (var step = 0; step < 3000; step++)
        {
            using var own = TensorScope.Enter();
            adam.LearningRate = 0.005 * (1 - step / 3000.0);
            model.Loss(Examples(noise, 30), noise).Objective.Mean().Backward();
            adam.Step();
            adam.ZeroGrad();
        }
        using var off = Torch.Gradients.Off();
        var walk = new DrawWalk(noise, 200, 20);
        model.VisitPosterior(new Batch(noise.Normal([20, 1]) * Noise, null, Tensor.Arange(20)), walk);
        var z = walk.Values["z"];
        var sum = z.Sum([-1]);
        var near = (sum.Abs() - 10).Abs().Lt(6).LogicalAnd((z.Select(-1, 0) - z.Select(-1, 1)).Abs().Lt(1));
        return (sum.Gt(0).To(DType.F64).Mean().ToDouble(), near.To(DType.F64).Mean().ToDouble());
    }

    private static Batch Examples(NoiseStream noise, int count)
    {
        var z = Modes().Draw(noise, count).Value;
        return new(z.Narrow(1, 0, 1) - z.Narrow(1, 1, 1) + noise.Normal([count, 1]) * Noise, null, Tensor.Arange(count));
    }

    private static Vae Small(IObjective objective, int noiseSize = 3)
    {
        using var generator = new Generator(1);
        var weights = Initialisers.GlorotUniform();
        Mlp up = new(16, [10], Activation.Tanh, generator, weights), down = new(2, [10], Activation.Tanh, generator, weights);
        var encoder = new ImplicitEncoder(up, 10, 8, noiseSize, 2, Activation.Tanh, generator, weights);
        var decoder = new BernoulliDecoder(new(down, 16, () => new DenseReadout(10, 16, generator, weights)), null);
        var model = new Vae(encoder, LatentProgram.StandardNormal("z", 2), decoder, objective);
        model.To(Device.Cpu, DType.F64);
        return model;
    }

    private sealed class Difference() : Conditional<Tensor>(1)
    {
        public override Distribution Of(Tensor given, Pass? pass = null) => Normal.FromStd(given.Narrow(-1, 0, 1) - given.Narrow(-1, 1, 1), Tensor.Full([1], Noise));
    }
}
