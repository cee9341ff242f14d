using Elbo.Testing;
using Elbo.Torch.Nn;

namespace Elbo.Torch.Tests.Nn;

[NoLeak]
public sealed class WeightNormTests
{
    private const DType F64 = DType.F64;

    // Sums over some hundred values in double precision.
    private const double Rounding = 1e-12;

    [Fact]
    public void Data_dependent_initialisation_gives_every_channel_mean_0_and_variance_1()
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(8);
        Tensor Data(params long[] shape) => (Tensor.Randn(shape, generator, F64) * 3) + 2;
        using var linear = new WeightNormLinear(5, 4, generator, Initialisers.Normal(0.05), dtype: F64);
        using var conv1 = new WeightNormConv1d(2, 3, 3, generator, padding: 1, dtype: F64);
        using var conv2 = new WeightNormConv2d(2, 3, (3, 2), generator, stride: 2, dtype: F64);
        using var conv3 = new WeightNormConv3d(1, 2, 2, generator, dtype: F64);
        (WeightNormLayer Layer, Tensor X, long[] Axes)[] cases =
            [(linear, Data(50, 5), [0]), (linear, Data(7, 9, 5), [0, 1]), (conv1, Data(20, 2, 9), [0, 2]), (conv2, Data(9, 2, 8, 8), [0, 2, 3]), (conv3, Data(6, 1, 4, 4, 4), [0, 2, 3, 4])];
        foreach (var (layer, x, axes) in cases)
        {
            var y = layer.InitialiseFromData(x);
            layer.Forward(x).ToArray<double>().ShouldBe(y.ToArray<double>());
            var (variance, mean) = y.VarMean(axes, 0);
            mean.ToArray<double>().ShouldAllBe(m => Math.Abs(m) < Rounding);
            variance.ToArray<double>().ShouldAllBe(v => Math.Abs(v - 1) < Rounding);
            layer.Parameters().ShouldAllBe(p => p.RequiresGrad && p.IsLeaf);
        }
    }

    [Theory, InlineData(false), InlineData(true)]
    public void A_masked_convolution_starts_so_on_what_its_mask_leaves_and_with_another_deviation_where_asked(bool logarithmic)
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(8);
        var x = (Tensor.Randn([9, 2, 6, 6], generator, F64) * 3) + 2;
        using var layer = new WeightNormMaskedConv2d(CausalMask.A, 2, 4, colours: 2, reversed: false, generator, dtype: F64, logarithmic: logarithmic);
        using var plain = new MaskedConv2d(CausalMask.A, 2, 4, 3, generator, colours: 2, dtype: F64);
        var y = layer.InitialiseFromData(x, 0.25);
        var (variance, mean) = y.VarMean([0, 2, 3], 0);
        mean.ToArray<double>().ShouldAllBe(m => Math.Abs(m) < Rounding);
        variance.ToArray<double>().ShouldAllBe(v => Math.Abs(v - (0.25 * 0.25)) < Rounding);
        // What the mask hides is no part of the length: the plain layer with the weight g v/‖v‖ of what it leaves says the same.
        using (Gradients.Off())
        {
            var seen = layer.Direction * plain.Mask;
            plain.Weight.CopyInPlace(seen / seen.LinalgVectorNorm(2, [1, 2, 3], keepdim: true) * (logarithmic ? layer.Length.Exp() : layer.Length));
            plain.Bias!.CopyInPlace(layer.Bias);
        }
        TorchFixture.ShouldAgree(layer.Forward(x), plain.Forward(x), "output");
        layer.Stretch(2);
        TorchFixture.ShouldAgree(layer.Forward(x) - layer.Bias.View([1, 4, 1, 1]), (plain.Forward(x) - layer.Bias.View([1, 4, 1, 1])) * 2, "stretched");
    }

    [Fact]
    public void A_stack_is_initialised_layer_by_layer()
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(9);
        using var last = new WeightNormLinear(6, 3, generator, dtype: F64);
        using var net = new Sequential(new WeightNormLinear(4, 6, generator, dtype: F64), new Elu(),
            new Residual(new WeightNormLinear(6, 6, generator, dtype: F64)), last);
        var y = net.InitialiseFromData((Tensor.Randn([80, 4], generator, F64) * 0.1) - 5);
        var (variance, mean) = y.VarMean([0], 0);
        mean.ToArray<double>().ShouldAllBe(m => Math.Abs(m) < Rounding);
        variance.ToArray<double>().ShouldAllBe(v => Math.Abs(v - 1) < Rounding);
        y.RequiresGrad.ShouldBeFalse();
    }

    [Fact]
    public void Before_initialisation_the_weight_is_the_direction_itself()
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(9);
        using var layer = new WeightNormLinear(4, 3, generator, dtype: F64);
        layer.State().Select(s => s.Name).ShouldBe(["weight_g", "weight_v", "bias"]);
        layer.Length.Shape.ToArray().ShouldBe([3L, 1L]);
        TorchFixture.ShouldAgree(layer.Forward(Tensor.Ones([1, 4], F64)), Tensor.Ones([1, 4], F64).Linear(layer.Direction, layer.Bias), "output");
    }

    [Fact]
    public void Data_that_leaves_a_channel_constant_is_refused()
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(9);
        using var layer = new WeightNormLinear(4, 3, generator);
        Should.Throw<TorchException>(() => layer.InitialiseFromData(Tensor.Zeros([5, 4]))).Message.ShouldContain("constant");
    }
}
