using Elbo.Data;
using Elbo.Models.Conditionals;
using Elbo.Models.Latents;
using Elbo.Models.Objectives;
using Elbo.Models.Tests.Contract;
using Elbo.Models.Zoo.Iwae;
using Elbo.Probability;
using Elbo.Testing;
using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Tests.Objectives;

/// <summary>Gradients in q that leave its score out, against sums written out, expectations, and a posterior where they vanish.</summary>
[NoLeak]
public sealed class PathGradientTests
{
    private const int K = 5;

    // Double precision, sums of a few dozen terms of order 1.
    private const double Rounding = 1e-12;

    public static TheoryData<string, string> Estimators
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (var layers in (string[])["one", "two"])
                foreach (var estimator in (string[])["stl", "dreg", "rwsDreg"])
                    rows.Add(layers, estimator);
            return rows;
        }
    }

    [Theory, MemberData(nameof(Estimators))]
    public void Gradient_of_q_is_the_sum_over_draws_of_weighted_paths_and_that_of_p_is_the_bounds(string layers, string estimator)
    {
        using var scope = TensorScope.Enter();
        using var model = Build(layers, Of(estimator));
        var (x, latent) = (ContractBatch(), (ILatentVariables)model);
        var found = Gradients.Of([model.Loss(x, new NoiseStream(3)).Objective.Sum()], [.. model.Parameters()]);

        // The same draws; log w at leaves that have their values, with q's parameters as constants; what comes back goes through the draws.
        var walk = new DrawWalk(new NoiseStream(3), K, x.Count);
        latent.VisitPosterior(x, walk);
        var leaves = new SiteValues();
        foreach (var (site, value) in walk.Values.All) leaves.Add(site, value.Detach().RequireGrad());
        var inference = latent.PosteriorParts.Select(p => p.Name + ".").ToList();
        Tensor logW;
        using (new FrozenParameters(model.NamedParameters().Where(IsOfQ).Select(p => p.Value)))
        {
            var q = new ReplayWalk(leaves);
            latent.VisitPosterior(x, q);
            logW = JointDensity.LogProb(latent, x, leaves) - q.LogProb()!;
        }
        var weights = logW.Detach().Softmax(0);
        var factor = estimator switch { "stl" => weights, "dreg" => weights.Square(), _ => weights - weights.Square() };
        var sites = leaves.All.Select(v => v.Value).ToArray();
        var atDraws = Gradients.Of([logW], sites, [factor], retainGraph: true);
        var parametersOfP = model.NamedParameters().Where(p => !IsOfQ(p)).ToArray();
        var ofP = Gradients.Of([logW], [.. parametersOfP.Select(p => p.Value)], [weights]);
        var parametersOfQ = model.NamedParameters().Where(IsOfQ).ToArray();
        var ofQ = Gradients.Of([.. walk.Values.All.Select(v => v.Value)], [.. parametersOfQ.Select(p => p.Value)], atDraws);

        var expected = parametersOfP.Zip(ofP).Concat(parametersOfQ.Zip(ofQ)).ToDictionary(p => p.First.Name, p => -p.Second);
        foreach (var ((name, _), gradient) in model.NamedParameters().Zip(found))
            (gradient - expected[name]).Abs().Max().ToDouble().ShouldBeLessThan(Rounding * Math.Max(1, expected[name].Abs().Max().ToDouble()), name);
        // It is not the total derivative.
        using var plain = Build(layers, new IwaeObjective(K));
        var total = Gradients.Of([plain.Loss(x, new NoiseStream(3)).Objective.Sum()], [.. plain.Parameters()]);
        found.Zip(total).Max(p => (p.First - p.Second).Abs().Max().ToDouble()).ShouldBeGreaterThan(1e-3);

        bool IsOfQ((string Name, Tensor Value) parameter) => inference.Any(parameter.Name.StartsWith);
    }

    [Fact]
    public void Reweighted_wake_sleep_weighs_the_scores_of_draws_that_are_held_fixed()
    {
        using var scope = TensorScope.Enter();
        using var model = Build("two", new RwsObjective(K));
        var (x, latent) = (ContractBatch(), (ILatentVariables)model);
        var parameters = model.NamedParameters().ToArray();
        var found = Gradients.Of([model.Loss(x, new NoiseStream(3)).Objective.Sum()], [.. parameters.Select(p => p.Value)]);
        var walk = new DrawWalk(new NoiseStream(3), K, x.Count);
        using (Gradients.Off()) latent.VisitPosterior(x, walk);
        var q = new ReplayWalk(walk.Values);
        latent.VisitPosterior(x, q);
        Tensor logQ = q.LogProb()!, logP = JointDensity.LogProb(latent, x, walk.Values);
        var weights = (logP - logQ).Detach().Softmax(0);
        // Both sums together: log p knows nothing of q's parameters, log q nothing of p's.
        var expected = Gradients.Of([logP, logQ], [.. parameters.Select(p => p.Value)], [-weights, -weights]);
        foreach (var ((name, _), (a, b)) in parameters.Zip(found.Zip(expected)))
            (a - b).Abs().Max().ToDouble().ShouldBeLessThan(Rounding * Math.Max(1, b.Abs().Max().ToDouble()), name);
    }

    [Theory]
    [InlineData("dreg", "iwae", true)]
    [InlineData("rwsDreg", "rws", true)]
    [InlineData("stl", "iwae", false)]
    public void Expectations_are_those_of_the_plain_gradients_but_for_a_gradient_without_the_score(string estimator, string plain, bool unbiased)
    {
        var ((mean, error), (expected, plainError)) = (Moments(Of(estimator)), Moments(Of(plain)));
        var distance = Math.Abs(mean - expected) / Math.Sqrt(error * error + plainError * plainError);
        // A hundred thousand draws each: 3 standard errors, and a bias that they show.
        if (unbiased) distance.ShouldBeLessThan(3);
        else distance.ShouldBeGreaterThan(5);
        // The variance per draw is that of the means.
        if (estimator == "dreg") (error * error).ShouldBeLessThan(0.5 * plainError * plainError);
    }

    [Fact]
    public void A_doubly_reparameterised_gradient_stays_unbiased_where_the_divergence_is_weighed()
    {
        var ((mean, error), (expected, plainError)) = (Moments(Of("dreg"), 0.5), Moments(Of("iwae"), 0.5));
        Math.Abs(mean - expected).ShouldBeLessThan(3 * Math.Sqrt(error * error + plainError * plainError));
    }

    [Theory]
    [InlineData("stl", true)]
    [InlineData("dreg", true)]
    [InlineData("rwsDreg", true)]
    [InlineData("iwae", false)]
    public void At_the_exact_posterior_every_single_gradient_vanishes(string estimator, bool vanishes)
    {
        using var scope = TensorScope.Enter();
        using var toy = Toy(Of(estimator), shift: 0, stretch: 1);
        foreach (var parameter in toy.NamedParameters().Where(p => p.Name.StartsWith("encoder", StringComparison.Ordinal)))
        {
            var gradient = Gradients.Of([toy.Loss(Ones(1), new NoiseStream(5)).Objective.Sum()], [parameter.Value])[0].Abs().Max().ToDouble();
            if (vanishes) gradient.ShouldBeLessThan(Rounding, parameter.Name);
            else gradient.ShouldBeGreaterThan(1e-3, parameter.Name);
        }
    }

    [Fact]
    public void As_draws_are_added_the_signal_to_noise_of_q_falls_by_their_root_and_that_of_p_rises_by_it()
    {
        int[] counts = [8, 32, 128, 512];
        var slopes = ((string[])["encoder.mu", "decoder.weight"]).Select(name => Slope(counts, [.. counts.Select(k => SignalToNoise(name, k))])).ToList();
        slopes[0].ShouldBe(-0.5, 0.1);
        slopes[1].ShouldBe(0.5, 0.1);
    }

    private static double Slope(int[] counts, double[] ratios)
    {
        double[] x = [.. counts.Select(k => Math.Log(k))], y = [.. ratios.Select(v => Math.Log(v))];
        return x.Zip(y, (a, b) => (a - x.Average()) * (b - y.Average())).Sum() / x.Sum(a => Math.Pow(a - x.Average(), 2));
    }

    private static double SignalToNoise(string name, int samples)
    {
        // 4,000 gradients tell a spread to about a hundredth, but not a mean in q that is drowned in it: that is taken from the gradient of the same
        // expectation and less variance.
        var (mean, error, count) = Estimate(new IwaeObjective(samples), name, 4000, klWeight: 1, shift: 0.3, stretch: 1.2);
        if (name.StartsWith("encoder", StringComparison.Ordinal)) (mean, _, _) = Estimate(new DregObjective(samples), name, 4000, klWeight: 1, shift: 0.3, stretch: 1.2);
        return Math.Abs(mean) / (error * Math.Sqrt(count));
    }

    private static (double Mean, double Error) Moments(IObjective objective, double klWeight = 1)
    {
        var (mean, error, _) = Estimate(objective, "encoder.mu", 100_000, klWeight, shift: 0.7, stretch: 1.3);
        return (mean, error);
    }

    // Mean, its standard error and the number of single gradients: one example each, so that a gradient per example is that of one estimate.
    private static (double Mean, double Error, int Count) Estimate(IObjective objective, string name, int repetitions, double klWeight, double shift, double stretch)
    {
        const int AtOnce = 1000;
        using var toy = Toy(objective, shift, stretch, copies: AtOnce);
        var noise = new NoiseStream(11);
        double sum = 0, squares = 0;
        var batches = repetitions / AtOnce;
        for (var k = 0; k < batches; k++)
        {
            using var scope = TensorScope.Enter();
            var parameter = toy.NamedParameters().Single(p => p.Name == name).Value;
            var gradients = Gradients.Of([toy.Loss(Ones(AtOnce), new(noise) { KlWeight = klWeight }).Objective.Sum()], [parameter])[0].ToArray<double>();
            sum += gradients.Sum();
            squares += gradients.Sum(g => g * g);
        }
        var count = batches * AtOnce;
        return (sum / count, Math.Sqrt((squares / count - Math.Pow(sum / count, 2)) / count), count);
    }

    private static IObjective Of(string estimator) => estimator switch
    {
        "stl" => new StlObjective(K),
        "dreg" => new DregObjective(K),
        "rwsDreg" => new RwsDregObjective(K),
        "rws" => new RwsObjective(K),
        _ => new IwaeObjective(K),
    };

    private static Vae Build(string layers, IObjective objective)
    {
        using var generator = new Generator(1);
        var config = layers == "one" ? new IwaeConfig { Latent = [3], Hidden = [[6]] } : new IwaeConfig { Latent = [4, 3], Hidden = [[6], [5]] };
        return SmallVae.Layered(config, objective, generator);
    }

    private static Batch ContractBatch()
    {
        var patterns = ContractCase.Patterns();
        return patterns with { X = patterns.X.To(DType.F64) };
    }

    private static Batch Ones(int count) => new(Tensor.Ones([count, 1], DType.F64), null, Tensor.Arange(count));

    // z ~ N(0, 1), x | z ~ N(w z, 1), w = 1: p(z | x) = N(x/2, 1/2). Every example has parameters of its own with the same values.
    private static Vae Toy(IObjective objective, double shift, double stretch, int copies = 1) =>
        new(new Proposal(copies, 0.5 + shift * Math.Sqrt(0.5), stretch * Math.Sqrt(0.5)), LatentProgram.StandardNormal("z", 1), new Slopes(copies), objective);

    private sealed class Proposal : Conditional<Tensor>
    {
        private readonly Tensor mu, logStd;

        public Proposal(int copies, double mean, double std) : base(1)
        {
            using var scope = TensorScope.Enter();
            mu = Param("mu", Tensor.Full([copies, 1], mean, DType.F64));
            logStd = Param("log_std", Tensor.Full([copies, 1], Math.Log(std), DType.F64));
        }

        public override Distribution Of(Tensor given, Pass? pass = null) => Normal.FromLogStd(mu, logStd);
    }

    private sealed class Slopes : Conditional<Tensor>
    {
        private readonly Tensor weight;

        public Slopes(int copies) : base(1)
        {
            using var scope = TensorScope.Enter();
            weight = Param("weight", Tensor.Ones([copies, 1], DType.F64));
        }

        public override Distribution Of(Tensor given, Pass? pass = null) => Normal.FromLogStd(given * weight, Tensor.Zeros([1], DType.F64));
    }
}
