using Elbo.Testing;
using Elbo.Torch.Fused;
using Elbo.Torch.Nn;

namespace Elbo.Torch.Tests.Nn;

[NoLeak]
public sealed class ResizeConv2dTests
{
    [Theory]
    [InlineData(false, false, Activation.Identity, true)]
    [InlineData(true, false, Activation.Relu, true)]
    [InlineData(false, true, Activation.Tanh, false)]
    [InlineData(true, true, Activation.Relu, true)]
    public void It_is_a_convolution_of_repeated_pixels(bool row, bool column, Activation activation, bool bias)
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(5);
        using var layer = new ResizeConv2d(3, 4, generator, (row, column), bias, biasInit: Initialisers.Constant(0.3));
        var x = Tensor.Randn([2, 3, 5, 4], generator: generator).RequireGrad();
        var plain = Plain(x, layer, row, column, activation);
        var y = layer.Forward(x, activation);
        y.Shape.ToArray().ShouldBe([2L, 4, row ? 11 : 10, column ? 9 : 8]);
        Difference(y, plain).ShouldBeLessThan(1e-5);
        Tensor[] inputs = layer.Bias is null ? [x, layer.Weight] : [x, layer.Weight, layer.Bias];
        var direction = Tensor.Randn(plain.Shape, generator: generator);
        foreach (var (a, b) in Gradients.Of([(y * direction).Sum()], inputs).Zip(Gradients.Of([(plain * direction).Sum()], inputs)))
            Difference(a, b).ShouldBeLessThan(1e-4);
    }

    private static Tensor Plain(Tensor x, ResizeConv2d layer, bool row, bool column, Activation activation)
    {
        if (row) x = Ops.Cat([x, x.Narrow(2, x.Size(2) - 1, 1)], 2);
        if (column) x = Ops.Cat([x, x.Narrow(3, x.Size(3) - 1, 1)], 3);
        var y = activation.Of(x.UpsampleNearest2d([2 * x.Size(2), 2 * x.Size(3)]).Conv2d(layer.Weight, layer.Bias, [1, 1], [1, 1]));
        return y.Narrow(2, 0, y.Size(2) - (row ? 1 : 0)).Narrow(3, 0, y.Size(3) - (column ? 1 : 0));
    }

    private static double Difference(Tensor a, Tensor b) => (a - b).Abs().Max().ToDouble();
}
