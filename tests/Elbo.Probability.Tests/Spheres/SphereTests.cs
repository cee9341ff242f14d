using Elbo.Probability.Tests.Contract;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Probability.Tests.Spheres;

/// <summary>What holds for every distribution on a sphere; the contract's rows are of scalars, a direction is not.</summary>
[NoLeak]
public sealed class SphereTests
{
    private static readonly Dictionary<string, Func<Tensor, Tensor, Distribution>> Families = new()
    {
        ["von Mises–Fisher"] = (mu, kappa) => new VonMisesFisher(mu, kappa),
        ["power spherical"] = (mu, kappa) => new PowerSpherical(mu, kappa),
    };

    public static TheoryData<string, long, double> Cases()
    {
        TheoryData<string, long, double> cases = [];
        foreach (var name in Families.Keys)
            foreach (var (m, kappa) in new[] { (2, 1.0), (2, 30), (3, 10), (5, 2), (6, 40) })
                cases.Add(name, m, kappa);
        return cases;
    }

    [Theory, MemberData(nameof(Cases))]
    public void The_density_integrates_to_one_and_gives_entropy_mean_and_divergence(string name, long m, double kappa)
    {
        using var scope = TensorScope.Enter();
        var distribution = Families[name](Pole(m), Tensor.Scalar(kappa, DType.F64));
        double Mean(Func<double, double, double> f) => Quadrature.Integrate(t =>
        {
            using var inner = TensorScope.Enter();
            double[] point = [Math.Cos(t), Math.Sin(t), .. new double[m - 2]];
            var log = distribution.LogProb(Tensor.From(point)).ToDouble();
            // Points at the angle t from the mean are a sphere of one dimension less, two points for m = 2.
            var area = m == 2 ? Math.Log(2) : Sphere.LogArea(m - 1) + (m - 2) * Math.Log(Math.Sin(t));
            return Math.Exp(log + area) * f(Math.Cos(t), log);
        }, 0, Math.PI, 30);
        Mean((_, _) => 1).ShouldBe(1, 1e-10);
        Mean((w, _) => w).ShouldBe(((IHasMean)distribution).Mean()[0].ToDouble(), 1e-10);
        var along = Mean((w, _) => w * w) - Math.Pow(Mean((w, _) => w), 2);
        along.ShouldBe(((IHasVariance)distribution).Variance()[0].ToDouble(), 1e-9);
        Mean((w, _) => (1 - w * w) / (m - 1)).ShouldBe(((IHasVariance)distribution).Variance()[1].ToDouble(), 1e-9);
        var entropy = Mean((_, log) => -log);
        entropy.ShouldBe(((IHasEntropy)distribution).Entropy().ToDouble(), 1e-9);
        Probability.Kl.Between(distribution, new HypersphericalUniform(m, DType.F64)).ToDouble().ShouldBe(Sphere.LogArea(m) - entropy, 1e-9);
    }

    [Theory, MemberData(nameof(Cases))]
    public void Draws_follow_the_density(string name, long m, double kappa)
    {
        using var scope = TensorScope.Enter();
        var distribution = Families[name](Pole(m), Tensor.Scalar(kappa, DType.F64));
        var draws = distribution.Draw(new NoiseStream(5), 20_000).Value;
        var area = m == 2 ? Math.Log(2) : Sphere.LogArea(m - 1);
        // P(angle ≥ t) by quadrature on a grid, between whose points it is as good as straight.
        const int Cells = 4000;
        var mass = new double[Cells + 1];
        var angles = Tensor.Arange(Cells, DType.F64) * (Math.PI / Cells) + 0.5 * Math.PI / Cells;
        var points = Ops.Cat([Ops.Stack([angles.Cos(), angles.Sin()], -1), Tensor.Zeros([Cells, m - 2], DType.F64)], -1);
        var weights = ((distribution.LogProb(points) + area + angles.Sin().Log() * (m - 2.0)).Exp() * (Math.PI / Cells)).ToArray<double>();
        for (var k = 0; k < Cells; k++) mass[k + 1] = mass[k] + weights[k];
        double Below(double t) => Math.Min(1, t / Math.PI * Cells) is var place && (int)(t / Math.PI * Cells) is var k && k >= Cells ? 1 : mass[k] + (t / Math.PI * Cells - k) * weights[k];
        GoodnessOfFit.KolmogorovSmirnov(draws.Select(-1, 0).Acos().ToArray<double>(), Below).ShouldBeGreaterThan(0.01);
        if (m == 2) draws.Select(-1, 1).Gt(0).To(DType.F64).Mean().ToDouble().ShouldBe(0.5, 4 * 0.5 / Math.Sqrt(20_000));
    }

    public static TheoryData<string, string> Directions()
    {
        TheoryData<string, string> cases = [];
        foreach (var name in Families.Keys)
            foreach (var where in new[] { "e1", "-e1", "nearly e1", "equator", "random" }) cases.Add(name, where);
        return cases;
    }

    [Theory, MemberData(nameof(Directions))]
    public void Draws_lie_around_any_mean_direction_with_finite_gradients(string name, string where)
    {
        using var scope = TensorScope.Enter();
        const int Count = 20_000;
        double[] mu = where switch
        {
            "e1" => [1, 0, 0, 0],
            "-e1" => [-1, 0, 0, 0],
            "nearly e1" => [1, 1e-7, 0, 0],
            "equator" => [0, 0.6, 0, -0.8],
            _ => [-0.1, 0.7, 0.1, 0.7],
        };
        foreach (var dtype in new[] { DType.F32, DType.F64 })
        {
            Tensor leaf = Tensor.From(mu).To(dtype).RequireGrad(), kappa = Tensor.Scalar(6, dtype).RequireGrad();
            var draws = Families[name](leaf, kappa).Draw(new NoiseStream(3), Count).Value;
            (draws.Square().Sum([-1]) - 1).Abs().Max().ToDouble().ShouldBeLessThan(dtype == DType.F32 ? 1e-6 : 1e-13);
            var distribution = Families[name](leaf.Detach(), kappa.Detach());
            var (mean, variance) = (((IHasMean)distribution).Mean(), ((IHasVariance)distribution).Variance());
            var error = (draws.Detach().Mean([0]) - mean).Abs() / (variance / Count).Sqrt();
            error.Max().ToDouble().ShouldBeLessThan(4.5);
            foreach (var gradient in Gradients.Of([(draws * Tensor.From([1.0, -2, 3, 0.5]).To(dtype)).Sum()], [leaf, kappa])) gradient.Isfinite().All().ToDouble().ShouldBe(1);
        }
    }

    [Theory]
    [InlineData("von Mises–Fisher")]
    [InlineData("power spherical")]
    public void Corners_of_dimension_and_concentration_give_unit_draws_and_finite_numbers_in_f32(string name)
    {
        foreach (var m in new long[] { 2, 3, 4, 128, 1000 })
            foreach (var value in new[] { 0, 1e-3, 1.5, 1e5 })
            {
                using var scope = TensorScope.Enter();
                var kappa = Tensor.Full([7], value).RequireGrad();
                var mu = Pole(m).To(DType.F32).Expand([7, m]);
                var distribution = Families[name](mu, kappa);
                var drawn = distribution.Draw(new NoiseStream(4), 30);
                (drawn.Value.Square().Sum([-1]).Sqrt() - 1).Abs().Max().ToDouble().ShouldBeLessThan(1e-5);
                var divergence = Probability.Kl.Between(distribution, new HypersphericalUniform(m));
                foreach (var figure in new[] { drawn.LogProb(), divergence, ((IHasEntropy)distribution).Entropy(), distribution.LogProb(-mu), drawn.Value.Sum([-1]) })
                {
                    figure.Isfinite().All().ToDouble().ShouldBe(1, $"m = {m}, κ = {value}");
                    Gradients.Of([figure.Sum()], [kappa], retainGraph: true)[0].Isfinite().All().ToDouble().ShouldBe(1, $"gradient at m = {m}, κ = {value}");
                }
                divergence.Min().ToDouble().ShouldBeGreaterThanOrEqualTo(0);
            }
    }

    [Theory]
    [InlineData("von Mises–Fisher")]
    [InlineData("power spherical")]
    public void The_density_of_a_draw_is_that_of_its_value(string name)
    {
        using var scope = TensorScope.Enter();
        Tensor mu = Tensor.From([0.6, 0, 0.8]), kappa = Tensor.From([2.0, 30]).RequireGrad();
        var distribution = Families[name](mu, kappa);
        var drawn = distribution.Draw(new NoiseStream(3), 50);
        drawn.Value.Shape.ToArray().ShouldBe([50L, 2, 3]);
        var (own, again) = (drawn.LogProb(), distribution.LogProb(drawn.Value));
        (own - again).Abs().Max().ToDouble().ShouldBeLessThan(1e-9);
        var (total, expected) = (Gradients.Of([own.Sum()], [kappa], retainGraph: true)[0], Gradients.Of([again.Sum()], [kappa])[0]);
        (total - expected).Abs().Max().ToDouble().ShouldBeLessThan(1e-7);
        distribution.Detached().LogProb(drawn.Value.Detach()).RequiresGrad.ShouldBeFalse();
        (distribution.Location()! - mu).Abs().Max().ToDouble().ShouldBe(0);
        distribution.Support.ShouldBe(Support.Sphere);
        Should.Throw<NotSupportedException>(() => distribution.Elements()).Message.ShouldContain("length 1");
        Should.Throw<ArgumentException>(() => distribution.LogProb(Tensor.From([1.0, 0]))).Message.ShouldContain("event shape");
        Should.Throw<ArgumentException>(() => Families[name](Tensor.From([1.0]), kappa)).Message.ShouldContain("2 coordinates");
    }

    [Fact]
    public void Uniform_directions_have_the_density_of_their_area_and_the_moments_of_the_sphere()
    {
        using var scope = TensorScope.Enter();
        var uniform = new HypersphericalUniform(3, DType.F64);
        var draws = uniform.Draw(new NoiseStream(1), 20_000).Value;
        // One coordinate of a point of S² is uniform (Archimedes).
        GoodnessOfFit.KolmogorovSmirnov(draws.Select(-1, 2).ToArray<double>(), x => 0.5 * (x + 1)).ShouldBeGreaterThan(0.01);
        uniform.LogProb(draws)[0].ToDouble().ShouldBe(-Math.Log(4 * Math.PI), 1e-14);
        uniform.Entropy().ToDouble().ShouldBe(Math.Log(4 * Math.PI), 1e-14);
        Sphere.LogArea(2).ShouldBe(Math.Log(2 * Math.PI), 1e-14);
        Sphere.LogArea(1000).ShouldBe(Math.Log(2) + 500 * Math.Log(Math.PI) - MathNet.Numerics.SpecialFunctions.GammaLn(500), 1e-9);
        uniform.Location().ShouldBeNull();
        Should.Throw<ArgumentException>(() => new HypersphericalUniform(1)).Message.ShouldContain("2 coordinates");
    }

    [Fact]
    public void Draws_are_a_function_of_seed_and_place()
    {
        using var scope = TensorScope.Enter();
        foreach (var build in Families.Values)
        {
            var distribution = build(Pole(6), Tensor.From([1.0, 20, 300]));
            NoiseStream first = new(8), again = new(8);
            var (a, b) = (distribution.Draw(first, 100).Value, distribution.Draw(again, 100).Value);
            (a - b).Abs().Max().ToDouble().ShouldBe(0);
            first.Position.ShouldBe(again.Position);
            (distribution.Draw(first, 100).Value - a).Abs().Max().ToDouble().ShouldBeGreaterThan(0);
        }
    }

    /// <summary>A code for each node of a graph is one event of several points, whose log-probabilities add up.</summary>
    [Fact]
    public void Several_points_are_one_event_where_asked()
    {
        using var scope = TensorScope.Enter();
        Tensor mu = Tensor.From([0.6, 0, 0.8, 0, 1, 0], 2, 3).Expand([4, 2, 3]), kappa = Tensor.From([2.0, 30]);
        (Distribution One, Distribution Each)[] pairs =
        [
            (new VonMisesFisher(mu, kappa, SphereCorrection.Score, 2), new VonMisesFisher(mu, kappa)),
            (new PowerSpherical(mu, kappa, 2), new PowerSpherical(mu, kappa)),
        ];
        foreach (var (one, each) in pairs)
        {
            one.BatchShape.ToArray().ShouldBe([4L]);
            one.Detached().EventShape.ToArray().ShouldBe([2L, 3]);
            var drawn = one.Draw(new NoiseStream(1), 5);
            drawn.Value.Shape.ToArray().ShouldBe([5L, 4, 2, 3]);
            drawn.LogProb().Shape.ToArray().ShouldBe([5L, 4]);
            (drawn.LogProb() - each.LogProb(drawn.Value).Sum([-1])).Abs().Max().ToDouble().ShouldBeLessThan(1e-9);
            var (all, single) = (new HypersphericalUniform([2, 3], 2, DType.F64), new HypersphericalUniform(3, DType.F64));
            (Probability.Kl.Between(one, all) - Probability.Kl.Between(each, single).Sum([-1])).Abs().Max().ToDouble().ShouldBeLessThan(1e-12);
            (((IHasEntropy)one).Entropy() - ((IHasEntropy)each).Entropy().Sum([-1])).Abs().Max().ToDouble().ShouldBeLessThan(1e-12);
            all.LogProb(drawn.Value).Shape.ToArray().ShouldBe([5L, 4]);
            all.LogProb(drawn.Value)[0][0].ToDouble().ShouldBe(-2 * Sphere.LogArea(3), 1e-12);
        }
    }

    private static Tensor Pole(long m) => Tensor.From([1.0, .. new double[m - 1]]);
}
