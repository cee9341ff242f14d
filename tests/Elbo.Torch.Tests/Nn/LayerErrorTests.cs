using Elbo.Testing;
using Elbo.Torch.Nn;

namespace Elbo.Torch.Tests.Nn;

[NoLeak]
public sealed class LayerErrorTests
{
    [Fact]
    public void Impossible_sizes_are_refused_when_the_layer_is_made()
    {
        using var g = new Generator(1);
        Should.Throw<ArgumentOutOfRangeException>(() => new Linear(0, 3, g)).Message.ShouldContain("inputs");
        Should.Throw<ArgumentOutOfRangeException>(() => new WeightNormLinear(3, -1, g));
        Should.Throw<ArgumentException>(() => new Conv2d(3, 4, 3, g, groups: 2)).Message.ShouldContain("2 groups do not divide 3 and 4 channels");
        Should.Throw<ArgumentException>(() => new Conv2d(3, 4, (1, 2, 3), g)).Message.ShouldContain("kernel has 3 sizes");
        Should.Throw<ArgumentOutOfRangeException>(() => new Conv1d(3, 4, 3, g, stride: 0L)).Message.ShouldContain("stride");
        Should.Throw<ArgumentOutOfRangeException>(() => new Embedding(3, 2, g, paddingIndex: 3)).Message.ShouldContain("[0, 3)");
        Should.Throw<ArgumentException>(() => new GroupNorm(3, 4)).Message.ShouldContain("3 groups");
        Should.Throw<ArgumentException>(() => new LayerNorm([]));
        Should.Throw<ArgumentOutOfRangeException>(() => new Gru(1, 0, g));
    }

    [Fact]
    public void Inputs_that_do_not_fit_are_named_with_their_shape()
    {
        using var scope = TensorScope.Enter();
        using var g = new Generator(1);
        using var linear = new Linear(4, 3, g);
        using var conv = new Conv2d(1, 1, 3, g);
        using var lstm = new Lstm(3, 2, g);
        using var table = new Embedding(3, 2, g);
        Should.Throw<TorchException>(() => linear.Forward(Tensor.Ones([2, 5]))).Message.ShouldContain("f32[2, 5]");
        Should.Throw<TorchException>(() => conv.Forward(Tensor.Ones([1, 5, 5]))).Message.ShouldContain("f32[1, 5, 5]");
        Should.Throw<TorchException>(() => lstm.Forward(Tensor.Ones([4, 2, 5]))).Message.ShouldContain("[T, B, 3]");
        Should.Throw<TorchException>(() => lstm.Forward(Tensor.Ones([4, 2, 3]), Tensor.Ones([1, 1, 2]), Tensor.Ones([1, 2, 2]))).Message.ShouldContain("h0 must be [1, 2, 2]");
        Should.Throw<ArgumentException>(() => lstm.Forward(Tensor.Ones([4, 2, 3]), Tensor.Ones([1, 2, 2])));
        Should.Throw<TorchException>(() => table.Forward(Tensor.Ones([2]))).Message.ShouldContain("i64");
        Should.Throw<TorchException>(() => table.Forward(Tensor.From([3L]))).Message.ShouldContain("embedding");
    }
}
