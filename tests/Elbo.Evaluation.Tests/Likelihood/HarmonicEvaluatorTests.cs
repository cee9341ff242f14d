using Elbo.Data;
using Elbo.Evaluation.Likelihood;
using Elbo.Evaluation.SelfCheck;
using Elbo.Models;
using Elbo.Models.Zoo.LinearGaussian;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Evaluation.Tests.Likelihood;

[NoLeak]
public sealed class HarmonicEvaluatorTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void It_is_log_p_of_x_of_a_linear_Gaussian_model_within_its_own_error_and_a_twentieth_of_a_nat(int latent)
    {
        const int Examples = 20;
        using var problem = new LinearProblem(latent, Examples);
        List<long> moves = [];
        var options = new HarmonicOptions { Draws = 5000 };
        var found = HarmonicEvaluator.Evaluate(problem.Model, problem.Data, Split.Test, options, Examples, progress: moves.Add);
        var exact = problem.LogEvidence();
        for (var n = 0; n < Examples; n++)
        {
            var off = Math.Abs(found.PerExample[n] - exact[found.Indices[n]]);
            off.ShouldBeLessThan(0.05);
            // Twenty chains: of 80 examples none is further off than 5 standard errors but once in two hundred.
            off.ShouldBeLessThan(5 * found.Errors[n] + 1e-3);
            found.Errors[n].ShouldBeLessThan(0.03);
        }
        found.Dimensions.ShouldBe(latent);
        found.EffectiveDraws.ShouldBeInRange(2500, 5000);
        moves[^1].ShouldBe(HarmonicEvaluator.Work(options, problem.Data, Split.Test, Examples));
    }

    [Fact]
    public void A_code_of_five_numbers_is_refused_and_another_estimator_named()
    {
        using var problem = new LinearProblem(5, 2);
        Should.Throw<NotSupportedException>(() => HarmonicEvaluator.Evaluate(problem.Model, problem.Data, Split.Test, new(), 2))
            .Message.ShouldBe("the code has 5 numbers, and a density fitted to posterior draws lies within the posterior for at most 4; --estimator ais has no such limit");
    }

    // Tables of χ²: P(χ²_1 ≤ 3.841459), P(χ²_2 ≤ 5.991465), P(χ²_3 ≤ 7.814728), P(χ²_4 ≤ 9.487729) are 0.95, P(χ²_3 ≤ 2.365974) is one half.
    [Theory]
    [InlineData(1, 3.841458821, 0.95)]
    [InlineData(2, 5.991464547, 0.95)]
    [InlineData(3, 7.814727903, 0.95)]
    [InlineData(4, 9.487729037, 0.95)]
    [InlineData(3, 2.365973884, 0.5)]
    public void The_mass_within_a_distance_is_that_of_chi_squared(int size, double bound, double mass) => TrimmedGaussian.MassWithin(size, bound).ShouldBe(mass, 1e-8);

    private sealed class LinearProblem : IDisposable
    {
        private readonly float[] rows;

        public LinearProblem(int latent, int count)
        {
            using var generator = new Generator(4);
            Model = LinearGaussianModel.Build(new() { Latent = latent }, new([6], generator));
            Model.Evaluate();
            using var scope = TensorScope.Enter();
            using var off = Gradients.Off();
            var noise = new NoiseStream(7);
            // Columns of different lengths, so that posteriors are turned and stretched.
            Model.NamedParameters().Single(p => p.Name == "decoder.weight").Value.CopyInPlace(noise.Normal([6, latent]));
            rows = (Model.As<IGenerator>()!.Generate(count, noise) + noise.Normal([count, 6])).ToArray<float>();
            Data = new FixedExamples(rows, 6, count);
        }

        public LinearGaussianModel Model { get; }

        public IDataset Data { get; }

        public double[] LogEvidence()
        {
            using var scope = TensorScope.Enter();
            using var off = Gradients.Off();
            return Model.LogEvidence(new(Tensor.From(rows, rows.Length / 6, 6), null, Tensor.Arange(rows.Length / 6))).To(DType.F64).ToArray<double>();
        }

        public void Dispose() => Model.Dispose();
    }
}
