using Elbo.Data;
using Elbo.Models.Zoo.LinearGaussian;
using Elbo.Testing;
using Elbo.Torch;
using Elbo.Torch.Optim;

namespace Elbo.Models.Tests.Zoo.LinearGaussian;

[NoLeak]
public sealed class LinearGaussianTests
{
    // f64: sums of ten numbers around 10, each with a few roundings.
    private const double Exactly = 1e-10;

    [Fact]
    public void Evidence_and_posterior_of_the_published_example()
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        using var model = Build(new() { Latent = 1 }, 2);
        Set(model, "decoder.weight", [1, 2]);
        Set(model, "decoder.bias", [0.5f, -1]);
        Set(model, "log_var", [(float)Math.Log(0.25)]);
        var batch = new Batch(Tensor.From([1f, 1f], 1, 2), null, Tensor.Arange(1));
        // log σ² is f32 in the model: 2e-8 off, times about 10.
        model.LogEvidence(batch).ToDouble().ShouldBe(-2.759558209865452, 1e-6);
        model.As<IEncoder>()!.Encode(batch).ToDouble().ShouldBe(18.0 / 21, 1e-6);
        var z = model.Infer(batch, 100_000, new NoiseStream(1)).Z;
        z.Var([0], correction: 1).ToDouble().ShouldBe(1.0 / 21, 5 * Math.Sqrt(2e-5) / 21);
    }

    [Fact]
    public void New_examples_vary_as_x_does_and_means_less()
    {
        const int Count = 100_000;
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        using var model = Build(new() { Latent = 1 }, 2);
        Set(model, "decoder.weight", [1, 2]);
        Set(model, "log_var", [(float)Math.Log(0.25)]);
        // W Wᵀ + σ² I, and W Wᵀ; the standard error of a variance is itself times √(2/N).
        foreach (var (rows, first, second) in new[] { (model.As<IExampleGenerator>()!.GenerateExamples(Count, new(1)), 1.25, 4.25), (model.As<IGenerator>()!.Generate(Count, new(1)), 1.0, 4.0) })
        {
            var variance = rows.To(DType.F64).Var([0], correction: 1).ToArray<double>();
            variance[0].ShouldBe(first, 5 * first * Math.Sqrt(2.0 / Count));
            variance[1].ShouldBe(second, 5 * second * Math.Sqrt(2.0 / Count));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Evidence_equals_that_of_the_dense_normal(int latent)
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        using var model = Build(new() { Latent = latent }, 6);
        Set(model, "log_var", [-1.5f]);
        var batch = Data(20, 6);
        var w = Parameter(model, "decoder.weight").To(DType.F64);
        var covariance = w.Matmul(w.T()) + Ops.Eye(6, DType.F64) * Math.Exp(-1.5);
        var lower = covariance.LinalgCholesky();
        var u = lower.LinalgSolveTriangular((batch.X.To(DType.F64) - Parameter(model, "decoder.bias").To(DType.F64)).T(), upper: false);
        var dense = (u.Square().Sum([0]) + 6 * Math.Log(2 * Math.PI)) * -0.5 - lower.Diagonal().Log().Sum();
        (model.LogEvidence(batch) - dense).Abs().Max().ToDouble().ShouldBeLessThan(Exactly);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    public void With_the_exact_posterior_estimator_a_is_constant_over_draws_and_equals_log_p(int latent)
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        using var model = Build(new() { Latent = latent }, 6);
        Set(model, "log_var", [-2]);
        var batch = Data(20, 6);
        var draw = model.Infer(batch, 50, new NoiseStream(1));
        draw.Z.DType.ShouldBe(DType.F64);
        var logW = model.LogJoint(batch, draw.Z) - draw.LogQ;
        (logW - model.LogEvidence(batch)).Abs().Max().ToDouble().ShouldBeLessThan(Exactly);
        // The same formulas with a posterior that is off are not constant.
        using var other = Build(new() { Latent = latent, Encoder = LinearGaussianEncoder.Diagonal }, 6);
        var rough = other.Infer(batch, 50, new NoiseStream(1));
        (other.LogJoint(batch, rough.Z) - rough.LogQ).Std([0], correction: 1).Min().ToDouble().ShouldBeGreaterThan(0.01);
    }

    [Fact]
    public void Both_estimators_agree_with_the_closed_form_of_the_bound_and_stay_below_log_p()
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        using var model = Build(new() { Latent = 2, Encoder = LinearGaussianEncoder.Diagonal }, 5);
        var batch = Data(1, 5);
        var many = batch with { X = batch.X.Expand([40_000, 5]).Contiguous(), Index = Tensor.Arange(40_000) };
        var exact = model.ExactBound(batch).Bound.ToDouble();
        exact.ShouldBeLessThan(model.LogEvidence(batch).ToDouble());
        Near(-model.Loss(many, new NoiseStream(1)).Objective);
        var (reconstruction, kl) = model.ElboTerms(many, new NoiseStream(2));
        Near(reconstruction - kl);

        void Near(Tensor bounds)
        {
            var values = bounds.To(DType.F64);
            values.Mean().ToDouble().ShouldBe(exact, 5 * values.Std([0], correction: 1).ToDouble() / 200);
        }
    }

    [Fact]
    public void Trained_with_a_diagonal_posterior_on_rotated_data_the_bound_meets_the_evidence()
    {
        using var scope = TensorScope.Enter();
        using var model = Build(new() { Latent = 2, Encoder = LinearGaussianEncoder.Diagonal }, 4);
        // Independent coordinates of standard deviation 3, 2, ½, ½: the principal axes are those of the code, and a diagonal q suffices.
        using (Gradients.Off())
        {
            Set(model, "decoder.weight", [2.9f, 0, 0, 1.9f, 0, 0, 0, 0]);
            Set(model, "log_var", [(float)Math.Log(0.25)]);
        }
        var x = new NoiseStream(5).Normal([2000, 4]) * Tensor.From([3f, 2f, 0.5f, 0.5f]);
        var batch = new Batch(x, null, Tensor.Arange(2000));
        using var optimizer = new Adam(model.NamedParameters().Where(p => p.Name.StartsWith("encoder", StringComparison.Ordinal)), 0.05);
        var schedule = new CosineSchedule(0.05, 600);
        for (var step = 0; step < 600; step++)
        {
            using var inner = TensorScope.Enter();
            model.ExactBound(batch).Bound.Mean().Neg().Backward();
            optimizer.LearningRate = schedule.At(step);
            optimizer.Step();
            model.ZeroGrad();
        }
        var gap = (model.LogEvidence(batch) - model.ExactBound(batch).Bound).Mean().ToDouble();
        gap.ShouldBeInRange(-1e-9, 0.01);
    }

    private static LinearGaussianModel Build(LinearGaussianConfig config, int dimensions)
    {
        using var generator = new Generator(1);
        return LinearGaussianModel.Build(config, new([dimensions], generator));
    }

    private static Batch Data(int count, int dimensions) =>
        new(new NoiseStream(9).Normal([count, dimensions]) * 2, null, Tensor.Arange(count));

    private static Tensor Parameter(LinearGaussianModel model, string name) => model.NamedParameters().Single(p => p.Name == name).Value;

    private static void Set(LinearGaussianModel model, string name, float[] values) => values.CopyTo(Parameter(model, name).AsWritableSpan<float>());
}
