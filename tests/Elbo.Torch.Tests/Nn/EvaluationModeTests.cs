using Elbo.Testing;
using Elbo.Torch.Nn;

namespace Elbo.Torch.Tests.Nn;

[NoLeak]
public sealed class EvaluationModeTests
{
    [Fact]
    public void Evaluation_leaves_state_and_random_streams_bit_identical_and_repeats()
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(2);
        using var noise = new Generator(3);
        using var net = new Sequential(new Conv1d(2, 3, 3, generator), new BatchNorm1d(3), new WeightNormConv1d(3, 3, 1, generator), new Dropout(0.5, noise),
            new BatchNorm1d(3, momentum: null), new MaskedConv1d(CausalMask.A, 3, 2, 3, generator));
        var x = Tensor.Randn([4, 2, 9], generator);
        _ = net.Forward(x);
        net.Evaluate();
        byte[][] State() => [.. net.State().Select(s => s.Value.AsBytes().ToArray()), noise.GetState()];
        var before = State();
        var first = net.Forward(x).ToArray<float>();
        net.Forward(x * 100);
        net.Forward(x).ToArray<float>().ShouldBe(first);
        State().ShouldBe(before);
        net.Train();
        net.Forward(x);
        State().ShouldNotBe(before);
    }

    [Fact]
    public void Running_statistics_without_momentum_are_plain_averages()
    {
        using var scope = TensorScope.Enter();
        using var norm = new BatchNorm1d(1, momentum: null, dtype: DType.F64);
        foreach (var level in (double[])[1, 2, 6]) norm.Forward(Tensor.From([level - 1, level + 1], 2, 1));
        norm.RunningMean.ToDouble().ShouldBe(3, 1e-12);
        norm.RunningVariance.ToDouble().ShouldBe(2, 1e-12);
        norm.BatchesTracked.ToInt64().ShouldBe(3);
    }

    [Fact]
    public void Batch_normalisation_refuses_other_ranks_and_a_single_value()
    {
        using var scope = TensorScope.Enter();
        using var norm = new BatchNorm2d(2);
        Should.Throw<TorchException>(() => norm.Forward(Tensor.Ones([3, 2]))).Message.ShouldContain("[B, C, H, W]");
        Should.Throw<TorchException>(() => norm.Forward(Tensor.Ones([1, 2, 1, 1]))).Message.ShouldContain("more than one value");
        norm.BatchesTracked.ToInt64().ShouldBe(0);
    }

    [Fact]
    public void Dropout_keeps_the_mean_repeats_with_its_generator_and_passes_the_gradient_of_what_it_kept()
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(4);
        using var dropout = new Dropout(0.25, generator);
        var x = Tensor.Ones([100_000]).RequireGrad();
        var state = generator.GetState();
        var y = dropout.Forward(x);
        var values = y.ToArray<float>();
        values.Distinct().Order().ShouldBe([0f, 1 / 0.75f]);
        // The share kept is binomial; five standard deviations.
        (values.Count(v => v > 0) / 100_000.0).ShouldBe(0.75, 5 * Math.Sqrt(0.75 * 0.25 / 100_000));
        Gradients.Of(y.Sum(), x).ToArray<float>().ShouldBe(values);
        generator.SetState(state);
        dropout.Forward(x).ToArray<float>().ShouldBe(values);
        Should.Throw<ArgumentOutOfRangeException>(() => new Dropout(1, generator));
    }
}
