using Elbo.Models.Objectives;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Models.Tests.Objectives;

[NoLeak]
public sealed class VimcoTests
{
    // Double precision, sums of a few dozen terms of order 1; finite differences are good to about 1e-9.
    private const double Rounding = 1e-8;
    private const int Values = 4, Samples = 3;

    [Fact]
    public void Its_expected_gradient_is_that_of_the_expected_bound()
    {
        using var scope = TensorScope.Enter();
        var logits = Tensor.From([0.3, -1.2, 0.9, 0.1]);
        var logP = Tensor.From([-2.0, -0.4, -3.1, -1.5]);

        var theta = logits.Clone().RequireGrad();
        var phi = logP.Clone().RequireGrad();
        var (logF, logQ) = AllDraws(theta, phi);
        (Vimco.Bound(logF, logQ) * logQ.Sum([0]).Exp().Detach()).Sum().Backward();

        theta.Grad!.ToArray<double>().ShouldBe(FiniteDifference.Gradient(t => ExpectedBound(t, logP), logits), Rounding);
        phi.Grad!.ToArray<double>().ShouldBe(FiniteDifference.Gradient(p => ExpectedBound(logits, p), logP), Rounding);
    }

    [Fact]
    public void Its_value_is_the_multi_sample_bound()
    {
        using var scope = TensorScope.Enter();
        var (logF, logQ) = AllDraws(Tensor.From([0.3, -1.2, 0.9, 0.1]), Tensor.From([-2.0, -0.4, -3.1, -1.5]));
        Vimco.Bound(logF, logQ).ToArray<double>().ShouldBe(MultiSampleBound.Iwae(logF).ToArray<double>());
    }

    [Fact]
    public void The_learning_signal_leaves_out_one_draw_after_the_other()
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(1);
        const int K = 6, B = 3;
        var logF = Tensor.Randn([K, B], generator, DType.F64) * 4 - 100;
        var values = logF.ToArray<double>();
        var signal = Vimco.LearningSignal(logF).ToArray<double>();
        for (var b = 0; b < B; b++)
        {
            var weights = Enumerable.Range(0, K).Select(i => Math.Exp(values[i * B + b] + 100)).ToArray();
            for (var j = 0; j < K; j++)
            {
                var others = weights.Where((_, i) => i != j).ToArray();
                var geometric = Math.Pow(others.Aggregate((x, y) => x * y), 1.0 / (K - 1));
                var expected = Math.Log(weights.Average()) - Math.Log((others.Sum() + geometric) / K);
                signal[j * B + b].ShouldBe(expected, Rounding);
            }
        }
    }

    [Theory]
    [InlineData(1e4)]
    [InlineData(-1e4)]
    [InlineData(-3e7)]
    public void Weights_far_from_1_change_nothing_but_the_bound(double offset)
    {
        using var scope = TensorScope.Enter();
        var logF = Tensor.From([0f, -2, -8, -1, 4, -2], 3, 2);
        var (near, far) = (Vimco.LearningSignal(logF).ToArray<float>(), Vimco.LearningSignal(logF + offset).ToArray<float>());
        // At 1e4 an f32 is good to a thousandth, at 3e7 to 2; the values here are whole numbers, the last offset a multiple of 2.
        for (var k = 0; k < near.Length; k++) far[k].ShouldBe(near[k], Math.Abs(offset) > 1e6 ? 2 : 1e-5);
    }

    [Fact]
    public void One_draw_that_outweighs_all_others_by_thousands_of_nats_has_all_the_weight()
    {
        using var scope = TensorScope.Enter();
        var logF = Tensor.From([-9000f, -9500, -20000], 3, 1).RequireGrad();
        var signal = Vimco.LearningSignal(logF).ToArray<float>();
        // Without the first: log(e^−9500 + e^((−9500 − 20000)/2) + e^−20000), and without the others nothing changes: −9000 still stands.
        signal.ShouldBe([500f, 0, 0], 0.01);
        Vimco.Bound(logF, Tensor.Zeros([3, 1])).Sum().Backward();
        logF.Grad!.ToArray<float>().ShouldBe([1f, 0, 0]);
    }

    [Fact]
    public void A_single_draw_is_refused()
    {
        using var scope = TensorScope.Enter();
        Should.Throw<ArgumentException>(() => Vimco.LearningSignal(Tensor.Zeros([1, 4]))).Message.ShouldStartWith("leaving one draw out needs at least 2, not 1");
    }

    // log f and log q [S, V^S] of all possible draws of S values of one code.
    private static (Tensor LogF, Tensor LogQ) AllDraws(Tensor logits, Tensor logP)
    {
        var count = (int)Math.Pow(Values, Samples);
        var draws = Tensor.From([.. from s in Enumerable.Range(0, Samples) from c in Enumerable.Range(0, count) select (long)(c / (int)Math.Pow(Values, s) % Values)]);
        var logQ = logits.LogSoftmax(-1).IndexSelect(0, draws).View([Samples, count]);
        return (logP.IndexSelect(0, draws).View([Samples, count]) - logQ, logQ);
    }

    private static Tensor ExpectedBound(Tensor logits, Tensor logP)
    {
        var (logF, logQ) = AllDraws(logits, logP);
        return (logQ.Sum([0]).Exp() * MultiSampleBound.Iwae(logF)).Sum();
    }
}
