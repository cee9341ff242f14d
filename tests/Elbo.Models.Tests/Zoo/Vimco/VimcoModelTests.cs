using Elbo.Data;
using Elbo.Models.Likelihoods;
using Elbo.Models.Tests.Contract;
using Elbo.Models.Zoo.Vimco;
using Elbo.Probability;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Models.Tests.Zoo.Vimco;

[NoLeak]
public sealed class VimcoModelTests
{
    // Five standard errors: one check in two million fails by chance.
    private const double Errors = 5;

    [Fact]
    public void The_gradient_is_unbiased()
    {
        const int Copies = 500, Rounds = 40, K = 3;
        using var scope = TensorScope.Enter();
        using var model = Build(new() { Codes = K, Codebooks = 1, VectorSize = 2, Samples = 2 });
        var one = ContractCase.Patterns().X.Narrow(0, 2, 1);
        var x = Rows(one);

        // E log ½(f_i + f_j) over the nine pairs of draws.
        var logQ = model.Posterior(x).LogProbabilities().View([-1]);
        var logF = model.LogJoint(x, Tensor.Arange(K).To(DType.F32).View([K, 1, 1])).View([-1]) - logQ;
        var pairs = Ops.Stack([logF.Unsqueeze(1).Expand([K, K]), logF.Unsqueeze(0).Expand([K, K])]);
        var exact = (Estimates.LogMeanExp(pairs) * (logQ.Unsqueeze(1) + logQ.Unsqueeze(0)).Exp()).Sum();
        exact.Backward();
        var expected = Gradient();

        var many = Rows(one.Expand([Copies, -1]).Contiguous());
        var noise = new NoiseStream(5);
        var (sum, squares) = (new double[expected.Length], new double[expected.Length]);
        for (var round = 0; round < Rounds; round++)
        {
            using var step = TensorScope.Enter();
            model.Loss(many, noise).Objective.Mean().Backward();
            var estimate = Gradient();
            for (var k = 0; k < sum.Length; k++) (sum[k], squares[k]) = (sum[k] - estimate[k], squares[k] + estimate[k] * estimate[k]);
        }
        for (var k = 0; k < sum.Length; k++)
        {
            var mean = sum[k] / Rounds;
            var error = Math.Sqrt(Math.Max(0, squares[k] / Rounds - mean * mean) / (Rounds - 1));
            // f32 sums of 500 terms besides.
            mean.ShouldBe(expected[k], Errors * error + 1e-5 * Math.Max(1, Math.Abs(expected[k])));
        }

        double[] Gradient()
        {
            double[] values = [.. model.Parameters().SelectMany(p => p.Grad!.ToArray<float>()).Select(v => (double)v)];
            model.ZeroGrad();
            return values;
        }
    }

    [Fact]
    public void Draws_follow_the_posterior_and_their_log_probability_is_its()
    {
        const int K = 5, Draws = 20_000;
        using var scope = TensorScope.Enter();
        using var model = Build(new() { Codes = K, Codebooks = 2, VectorSize = 2 });
        var x = ContractCase.Patterns();
        var q = model.Posterior(x);
        var probability = q.LogProbabilities().Exp();
        var drawn = q.Draw(new NoiseStream(1), Draws).Value;
        var codes = drawn.Permute([1, 2, 0]);
        for (var k = 0; k < K; k++)
        {
            var p = probability.Select(-1, k);
            var error = (p * (1 - p) / Draws).Sqrt();
            ((codes.Eq(k).To(DType.F32).Mean([-1]) - p).Abs() / error).Max().ToDouble().ShouldBeLessThan(Errors);
        }
        var expected = q.LogProbabilities().Gather(-1, codes).Sum([1]).T();
        (q.LogProb(drawn) - expected).Abs().Max().ToDouble().ShouldBeLessThan(1e-4);
        (model.ElboTerms(x, new NoiseStream(1)).Kl - (expected.Mean([0]) + 2 * Math.Log(K))).Abs().Max().ToDouble().ShouldBeLessThan(0.05);
    }

    [Fact]
    public void The_gradient_of_a_draw_s_log_probability_is_that_of_its_formula()
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(1);
        Tensor first = Tensor.Randn([2, 3, 4], generator).RequireGrad(), second = first.Detach().Clone().RequireGrad();
        var q = new CategoricalGrid(first);
        // The same code drawn twice must count twice.
        var drawn = q.Draw(new NoiseStream(2), 6).Value;
        var codes = drawn.Permute([1, 2, 0]);
        var weights = Tensor.Randn([6, 2], generator);
        (q.LogProb(drawn) * weights).Sum().Backward();
        (second.LogSoftmax(-1).Gather(-1, codes).Sum([1]).T() * weights).Sum().Backward();
        (first.Grad! - second.Grad!).Abs().Max().ToDouble().ShouldBeLessThan(1e-5);
    }

    [Fact]
    public void Each_codebook_has_vectors_of_its_own()
    {
        const int K = 5;
        using var scope = TensorScope.Enter();
        using var model = Build(new() { Codes = K, Codebooks = 2, VectorSize = 3, Likelihood = LikelihoodKind.Gaussian });
        model.DecodeCodes(Tensor.From([1L, 4], 1, 1, 1, 2)).Sum().Backward();
        var gradient = model.NamedParameters().Single(p => p.Name == "vectors.weight").Value.Grad!.Abs().Sum([-1]).ToArray<float>();
        Enumerable.Range(0, 2 * K).Where(row => gradient[row] != 0).ShouldBe([1, K + 4]);
    }

    [Fact]
    public void Images_are_reconstructed_from_their_likeliest_codes()
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        using var model = Build(new() { Codes = 5, Codebooks = 2, VectorSize = 3 });
        var x = ContractCase.Patterns();
        var codes = model.EncodeCodes(x);
        codes.Shape.ToArray().ShouldBe([8L, 1, 1, 2]);
        codes.Flatten(1).ToArray<long>().ShouldBe(model.Posterior(x).LogProbabilities().Argmax(-1).ToArray<long>());
        model.Reconstruct(x).ToArray<float>().ShouldBe(model.DecodeCodes(codes).ToArray<float>());
    }

    [Theory]
    [InlineData("samples", "samples must be 2 to 10000, is 1")]
    [InlineData("codes", "codes must be 2 to 65536, is 1")]
    [InlineData("codebooks", "codebooks must be 1 to 1024, is 0")]
    [InlineData("vectorSize", "vectorSize must be 1 to 65536, is 0")]
    [InlineData("network", "network.width must be 1 to 65536, is 0")]
    public void Settings_are_checked(string what, string expected)
    {
        var config = new VimcoConfig();
        config = what switch
        {
            "samples" => config with { Samples = 1 },
            "codes" => config with { Codes = 1 },
            "codebooks" => config with { Codebooks = 0 },
            "vectorSize" => config with { VectorSize = 0 },
            _ => config with { Network = new() { Width = 0 } },
        };
        config.Problems().ShouldBe([expected]);
    }

    private static VimcoModel Build(VimcoConfig config)
    {
        using var generator = new Generator(1);
        return VimcoModel.Build(config with { Network = new() { Width = 4, ResidualWidth = 3, ResidualBlocks = 1 } }, new(ContractCase.Shape, generator));
    }

    private static Batch Rows(Tensor x) => new(x, null, Tensor.Arange(x.Size(0)));
}
