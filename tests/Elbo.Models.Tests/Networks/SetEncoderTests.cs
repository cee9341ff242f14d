using Elbo.Models.Networks;
using Elbo.Testing;
using Elbo.Torch;
using Elbo.Torch.Fused;

namespace Elbo.Models.Tests.Networks;

[NoLeak]
public sealed class SetEncoderTests
{
    // f32, a mean of ten numbers around 1 in another order.
    private const double Rounding = 1e-6;

    [Fact]
    public void The_order_of_a_set_does_not_matter()
    {
        using var scope = TensorScope.Enter();
        using var encoder = Build();
        var x = new NoiseStream(1).Normal([3, 10, 2]);
        var turned = x.IndexSelect(1, Tensor.From([4L, 9, 0, 2, 7, 1, 3, 8, 5, 6]));
        (encoder.Forward(x) - encoder.Forward(turned)).Abs().Max().ToDouble().ShouldBeLessThan(Rounding);
        (encoder.Forward(x) - encoder.Forward(x + 0.5)).Abs().Max().ToDouble().ShouldBeGreaterThan(1000 * Rounding);
    }

    [Fact]
    public void A_set_twice_says_what_it_says_once()
    {
        using var scope = TensorScope.Enter();
        using var encoder = Build();
        var x = new NoiseStream(1).Normal([3, 10, 2]);
        (encoder.Forward(x) - encoder.Forward(Ops.Cat([x, x], 1))).Abs().Max().ToDouble().ShouldBeLessThan(Rounding);
    }

    [Fact]
    public void It_tells_sets_of_numbers_with_equal_means_of_their_positive_and_of_their_negative_ones_before_it_has_learned()
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(1);
        using var encoder = new SetEncoder(1, [16, 16], Activation.Relu, generator);
        var sets = encoder.Forward(Tensor.From([2f, 2, -1, -1, 0.5f, 3.5f, -0.2f, -1.8f], 2, 4, 1));
        (sets.Narrow(0, 0, 1) - sets.Narrow(0, 1, 1)).Abs().Max().ToDouble().ShouldBeGreaterThan(1000 * Rounding);
    }

    [Fact]
    public void The_first_layer_over_several_inputs_starts_as_one_over_all_of_them_side_by_side()
    {
        using var generator = new Generator(1);
        using var joined = new JoinedMlp([1, 15], [400], generator);
        foreach (var (name, value) in joined.NamedParameters()) value.ToArray<float>().Max(Math.Abs).ShouldBeInRange(0.24f, 0.25f, name);
    }

    [Fact]
    public void Inputs_that_rows_share_are_as_if_they_stood_beside_each_of_them()
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(1);
        using var joined = new JoinedMlp([2, 3], [7, 5], generator);
        var noise = new NoiseStream(1);
        Tensor items = noise.Normal([4, 10, 2]), sets = noise.Normal([6, 4, 1, 3]);
        var parameters = joined.NamedParameters().ToDictionary(p => p.Name, p => p.Value);
        var beside = Ops.Cat([items.Expand([6, 4, 10, 2]), sets.Expand([6, 4, 10, 3])], -1);
        var first = beside.Linear(Ops.Cat([parameters["input_1.weight"], parameters["input_2.weight"]], 1), parameters["input_1.bias"]).Relu();
        var expected = first.Linear(parameters["rest.0.weight"], parameters["rest.0.bias"]).Relu();
        var found = joined.Forward(items, sets);
        found.Shape.ToArray().ShouldBe([6L, 4, 10, 5]);
        (found - expected).Abs().Max().ToDouble().ShouldBeLessThan(1e-5);
    }

    private static SetEncoder Build()
    {
        using var generator = new Generator(1);
        return new(2, [8, 8], Activation.Relu, generator);
    }
}
