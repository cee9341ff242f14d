using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Probability.Tests.Estimates;

[NoLeak]
public sealed class ImportanceAccumulatorTests
{
    private const double Rounding = 1e-12;

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100)]
    public void Chunks_of_any_size_give_what_one_pass_gives(int chunk)
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(1);
        var logW = Tensor.Randn([100, 3], generator, DType.F64) * 5 - 1000;
        var accumulator = new ImportanceAccumulator();
        for (var start = 0; start < 100; start += chunk) accumulator.Add(logW.Narrow(0, start, Math.Min(chunk, 100 - start)));
        accumulator.Count.ShouldBe(100);
        var values = logW.ToArray<double>();
        for (var b = 0; b < 3; b++)
        {
            var w = Enumerable.Range(0, 100).Select(s => Math.Exp(values[s * 3 + b] + 1000)).ToArray();
            accumulator.LogMeanExp()[b].ShouldBe(Math.Log(w.Average()) - 1000, 1e-10);
            accumulator.EffectiveSampleSize()[b].ShouldBe(w.Sum() * w.Sum() / w.Sum(v => v * v), 1e-9);
            var deviation = Math.Sqrt(w.Sum(v => (v - w.Average()) * (v - w.Average())) / 99);
            accumulator.StandardError()[b].ShouldBe(deviation / Math.Sqrt(100) / w.Average(), 1e-10);
        }
    }

    [Fact]
    public void Equal_weights_count_fully_and_have_no_error()
    {
        using var scope = TensorScope.Enter();
        var accumulator = new ImportanceAccumulator();
        accumulator.Add(Tensor.Full([30, 2], -90.5, DType.F64));
        accumulator.Add(Tensor.Full([20, 2], -90.5, DType.F64));
        accumulator.LogMeanExp().ShouldAllBe(v => Math.Abs(v + 90.5) < Rounding);
        accumulator.EffectiveSampleSize().ShouldAllBe(v => Math.Abs(v - 50) < 1e-9);
        accumulator.StandardError().ShouldAllBe(v => v < 1e-7);
    }

    [Fact]
    public void Weights_far_beyond_the_range_of_doubles_neither_overflow_nor_vanish()
    {
        using var scope = TensorScope.Enter();
        var accumulator = new ImportanceAccumulator();
        accumulator.Add(Tensor.From([-1e5, 1e5], 1, 2));
        accumulator.Add(Tensor.From([-1e5, -1e5], 1, 2));
        accumulator.LogMeanExp().ShouldBe([-1e5, 1e5 - Math.Log(2)], 1e-9);
        accumulator.EffectiveSampleSize().ShouldBe([2, 1], Rounding);
    }

    [Fact]
    public void Zero_weights_count_as_samples()
    {
        using var scope = TensorScope.Enter();
        var accumulator = new ImportanceAccumulator();
        accumulator.Add(Tensor.From([double.NegativeInfinity, double.NegativeInfinity], 1, 2));
        accumulator.Add(Tensor.From([0, double.NegativeInfinity], 1, 2));
        accumulator.LogMeanExp().ShouldBe([-Math.Log(2), double.NegativeInfinity]);
        accumulator.EffectiveSampleSize().ShouldBe([1, 0]);
    }

    [Fact]
    public void A_broken_weight_is_not_hidden()
    {
        using var scope = TensorScope.Enter();
        var accumulator = new ImportanceAccumulator();
        accumulator.Add(Tensor.From([double.NaN, 0], 1, 2));
        accumulator.Add(Tensor.From([1.0, 0], 1, 2));
        accumulator.LogMeanExp()[0].ShouldBe(double.NaN);
        accumulator.LogMeanExp()[1].ShouldBe(0);
    }

    [Fact]
    public void Chunks_for_other_examples_are_refused()
    {
        using var scope = TensorScope.Enter();
        var accumulator = new ImportanceAccumulator();
        Should.Throw<InvalidOperationException>(() => accumulator.LogMeanExp());
        accumulator.Add(Tensor.Zeros([2, 3]));
        Should.Throw<ArgumentException>(() => accumulator.Add(Tensor.Zeros([2, 4]))).Message.ShouldContain("4 examples");
        Should.Throw<ArgumentException>(() => accumulator.Add(Tensor.Zeros([3]))).Message.ShouldContain("[S, B]");
        accumulator.Count.ShouldBe(2);
    }

    [Fact]
    public void Log_mean_exp_has_the_softmax_as_gradient()
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(2);
        var logW = (Tensor.Randn([6, 2], generator, DType.F64) * 3).Detach().RequireGrad();
        var value = Probability.Estimates.LogMeanExp(logW);
        value.Shape.ToArray().ShouldBe([2]);
        var gradient = Gradients.Of(value.Sum(), logW);
        (gradient - logW.Softmax(0)).Abs().Max().ToDouble().ShouldBeLessThan(Rounding);
        Probability.Estimates.LogMeanExp(logW, -1).Shape.ToArray().ShouldBe([6]);
    }
}
