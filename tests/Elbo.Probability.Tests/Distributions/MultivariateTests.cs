using Elbo.Probability.Tests.Contract;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Probability.Tests.Distributions;

/// <summary>The contract's rows are scalar; a joint draw is not, but its projections are.</summary>
[NoLeak]
public sealed class MultivariateTests
{
    // f64 over a triangular solve of size 3.
    private const double Rounding = 1e-12;

    private static readonly double[] Mu = [0.5, -1, 2];

    // With numbers above the diagonal that must not count.
    private static readonly double[] Factor = [1.5, 9, 9, -0.7, 0.4, 9, 0.3, 1.1, 0.8];

    [Fact]
    public void A_diagonal_factor_gives_independent_normals()
    {
        using var scope = TensorScope.Enter();
        var noise = new NoiseStream(1);
        var std = Tensor.From([0.5, 2, 1.5]);
        var (joint, independent) = (new MultivariateNormal(Tensor.From(Mu), std.DiagEmbed()), Normal.FromStd(Tensor.From(Mu), std));
        var x = independent.Draw(noise, 4, 5).Value;
        (joint.LogProb(x) - independent.LogProb(x)).Abs().Max().ToDouble().ShouldBeLessThan(Rounding);
        joint.Entropy().ToDouble().ShouldBe(independent.Entropy().ToDouble(), Rounding);
        (joint.Variance() - independent.Variance()).Abs().Max().ToDouble().ShouldBeLessThan(Rounding);
    }

    [Fact]
    public void Log_probability_is_that_of_the_covariance_written_out()
    {
        using var scope = TensorScope.Enter();
        var distribution = Joint();
        var covariance = distribution.Covariance();
        var r = Tensor.From([1.0, 0.3, -2], 3, 1) - Tensor.From(Mu, 3, 1);
        var identity = Ops.Eye(3, DType.F64);
        var lower = covariance.LinalgCholesky();
        var root = lower.LinalgSolveTriangular(identity, upper: false);
        var determinant = lower.Diagonal().Prod().Square().ToDouble();
        var expected = -0.5 * (r.T().Matmul(root.T().Matmul(root)).Matmul(r).ToDouble() + Math.Log(determinant) + 3 * Math.Log(2 * Math.PI));
        distribution.LogProb(Tensor.From([1.0, 0.3, -2])).ToDouble().ShouldBe(expected, 1e-10);
        (MultivariateNormal.FromCovariance(Tensor.From(Mu), covariance).Lower - Tensor.From(Factor, 3, 3).Tril()).Abs().Max().ToDouble().ShouldBeLessThan(Rounding);
    }

    [Fact]
    public void Every_projection_of_the_draws_follows_its_distribution()
    {
        using var scope = TensorScope.Enter();
        var noise = new NoiseStream(5);
        var normal = Joint();
        const double Freedom = 5;
        var student = new MultivariateStudentT(Tensor.Scalar(Freedom, DType.F64), Tensor.From(Mu), Tensor.From(Factor, 3, 3));
        var (gaussian, heavy) = (normal.Draw(noise, 100_000).Value, student.Draw(noise, 100_000).Value);
        foreach (var direction in new double[][] { [1, 0, 0], [0, 1, 0], [0, 0, 1], [1, -2, 0.5] })
        {
            var a = Tensor.From(direction, 3, 1);
            var mean = direction.Zip(Mu, (x, y) => x * y).Sum();
            var std = Math.Sqrt(a.T().Matmul(normal.Covariance()).Matmul(a).ToDouble());
            GoodnessOfFit.KolmogorovSmirnov(gaussian.Matmul(a).ToArray<double>(), x => MathNet.Numerics.Distributions.Normal.CDF(mean, std, x)).ShouldBeGreaterThan(0.01);
            GoodnessOfFit.KolmogorovSmirnov(heavy.Matmul(a).ToArray<double>(), x => MathNet.Numerics.Distributions.StudentT.CDF(mean, std, Freedom, x)).ShouldBeGreaterThan(0.01);
        }
    }

    [Fact]
    public void Pathwise_gradients_are_those_of_mean_and_covariance()
    {
        using var scope = TensorScope.Enter();
        var noise = new NoiseStream(2);
        Tensor mu = Tensor.From(Mu).RequireGrad(), factor = Tensor.From(Factor, 3, 3).RequireGrad();
        var distribution = new MultivariateNormal(mu, factor);
        var z = distribution.Draw(noise, 400_000).Value;
        var weights = Tensor.From([1.0, -2, 0.5]);
        // f(z) = (w·z)²: E f = (w·μ)² + |Lᵀ w|². Terms of order 10 over 632 = √400,000, five times over.
        var estimate = Gradients.Of([(z * weights).Sum([-1]).Square().Mean()], [mu, factor], retainGraph: true);
        var exact = Gradients.Of([(mu * weights).Sum().Square() + (distribution.Covariance().Matmul(weights.Unsqueeze(-1)).Squeeze(-1) * weights).Sum()], [mu, factor]);
        for (var k = 0; k < 2; k++) (estimate[k] - exact[k]).Abs().Max().ToDouble().ShouldBeLessThan(0.08);
        estimate[1][0][1].ToDouble().ShouldBe(0);
    }

    [Fact]
    public void Batches_of_factors_and_locations_broadcast()
    {
        using var scope = TensorScope.Enter();
        var noise = new NoiseStream(3);
        var factors = Tensor.From([.. Factor, .. Factor.Select(v => 2 * v)], 2, 3, 3);
        var batch = new MultivariateNormal(Tensor.From(Mu), factors);
        batch.BatchShape.ToArray().ShouldBe([2L]);
        var x = batch.Draw(noise, 7).Value;
        x.Shape.ToArray().ShouldBe([7L, 2, 3]);
        var apart = batch.LogProb(x);
        apart.Shape.ToArray().ShouldBe([7L, 2]);
        (apart.Select(1, 0) - Joint().LogProb(x.Select(1, 0))).Abs().Max().ToDouble().ShouldBeLessThan(1e-10);
        batch.Mean().Shape.ToArray().ShouldBe([2L, 3]);
        batch.Entropy().Shape.ToArray().ShouldBe([2L]);
        Probability.Kl.Between(batch, Joint()).Shape.ToArray().ShouldBe([2L]);
        Should.Throw<ArgumentException>(() => new MultivariateNormal(Tensor.From(Mu), Tensor.Zeros([2, 2], DType.F64))).Message.ShouldContain("no [D, D]");
        Should.Throw<ArgumentException>(() => batch.LogProb(Tensor.Zeros([2], DType.F64))).Message.ShouldContain("event shape [3]");
    }

    [Fact]
    public void A_single_element_is_the_scalar_student_distribution_and_many_degrees_a_normal_one()
    {
        using var scope = TensorScope.Enter();
        var x = Tensor.From([-3.0, 0.2, 1e3], 3, 1);
        var vector = new MultivariateStudentT(Tensor.Scalar(4.0, DType.F64), Tensor.From([0.5]), Tensor.From([2.0], 1, 1));
        var scalar = new StudentT(Tensor.From([4.0]), Tensor.From([0.5]), Tensor.From([Math.Log(2)]));
        (vector.LogProb(x) - scalar.LogProb(x)).Abs().Max().ToDouble().ShouldBeLessThan(1e-11);
        vector.Variance().ToDouble().ShouldBe(scalar.Variance().ToDouble(), Rounding);
        var nearly = new MultivariateStudentT(Tensor.Scalar(1e7, DType.F64), Tensor.From(Mu), Tensor.From(Factor, 3, 3));
        // The difference is about |u|⁴/4ν for a whitened distance u, here of order 1.
        var at = Tensor.From([1.0, -1.3, 2.2]);
        nearly.LogProb(at).ToDouble().ShouldBe(Joint().LogProb(at).ToDouble(), 1e-6);
    }

    [Theory]
    [InlineData(0.01)]
    [InlineData(3)]
    [InlineData(25)]
    [InlineData(1e6)]
    [InlineData(1e9)]
    public void A_student_distribution_of_any_degrees_and_size_keeps_its_digits_in_f32(double freedom)
    {
        using var scope = TensorScope.Enter();
        foreach (var size in new[] { 1, 2, 3, 8, 51 })
        {
            var x = new NoiseStream(1).Normal([4, size]);
            Tensor Value(DType dtype) => new MultivariateStudentT(Tensor.Scalar(freedom, DType.F32).To(dtype), Tensor.Zeros([size], dtype), Ops.Eye(size, dtype)).LogProb(x.To(dtype));
            // Sums of 51 numbers of order one.
            ((Value(DType.F32).To(DType.F64) - Value(DType.F64)).Abs() / (Value(DType.F64).Abs() + 1)).Max().ToDouble().ShouldBeLessThan(2e-6);
            // The definition, where f64 still has the digits to cancel.
            var at = (x.To(DType.F64).Square().Sum([-1]) / freedom).Log1p() * (-0.5 * (freedom + size));
            var definition = at + (MathNet.Numerics.SpecialFunctions.GammaLn(0.5 * (freedom + size)) - MathNet.Numerics.SpecialFunctions.GammaLn(0.5 * freedom) - 0.5 * size * Math.Log(Math.PI * freedom));
            if (freedom < 1e4) (Value(DType.F64) - definition).Abs().Max().ToDouble().ShouldBeLessThan(2e-6);
        }
    }

    [Fact]
    public void Joint_draws_know_their_density_and_cannot_be_told_apart()
    {
        using var scope = TensorScope.Enter();
        Tensor mu = Tensor.From(Mu).RequireGrad(), factor = Tensor.From(Factor, 3, 3).RequireGrad(), freedom = Tensor.Scalar(4.0, DType.F64).RequireGrad(), alpha = Tensor.From([2.0, 0.9, 4]).RequireGrad();
        foreach (var (distribution, parameters) in new (Distribution, Tensor[])[] { (new MultivariateNormal(mu, factor), [mu, factor]), (new MultivariateStudentT(freedom, mu, factor), [freedom, mu, factor]), (new Dirichlet(alpha), [alpha]) })
        {
            var drawn = distribution.Draw(new NoiseStream(3), 5);
            var (own, again) = (drawn.LogProb(), distribution.LogProb(drawn.Value));
            (own - again).Abs().Max().ToDouble().ShouldBeLessThan(1e-10);
            var (total, expected) = (Gradients.Of([own.Sum()], parameters[^1..], retainGraph: true)[0], Gradients.Of([again.Sum()], parameters[^1..], retainGraph: true)[0]);
            (total - expected).Abs().Max().ToDouble().ShouldBeLessThan(1e-8);
            var detached = distribution.Detached();
            detached.LogProb(drawn.Value.Detach()).RequiresGrad.ShouldBeFalse();
            (detached.LogProb(drawn.Value) - own).Abs().Max().ToDouble().ShouldBeLessThan(1e-10);
            detached.Location()!.Shape.ToArray().ShouldBe([3L]);
            distribution.HasIndependentElements.ShouldBeFalse();
            Should.Throw<NotSupportedException>(() => distribution.Elements()).Message.ShouldContain("depend on one another");
        }
    }

    private static MultivariateNormal Joint() => new(Tensor.From(Mu), Tensor.From(Factor, 3, 3));
}
