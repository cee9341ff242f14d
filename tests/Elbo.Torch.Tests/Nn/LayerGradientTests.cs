using Elbo.Testing;
using Elbo.Torch.Nn;

namespace Elbo.Torch.Tests.Nn;

[NoLeak]
public sealed class LayerGradientTests
{
    private const DType F64 = DType.F64;

    private static readonly Dictionary<string, (Func<Generator, Layer> Make, long[] Shape)> Layers = new()
    {
        ["Linear"] = (g => new Linear(4, 3, g, dtype: F64), [5, 4]),
        ["Conv1d"] = (g => new Conv1d(2, 4, 3, g, stride: 2, padding: 1, groups: 2, dtype: F64), [2, 2, 7]),
        ["Conv2d"] = (g => new Conv2d(2, 3, (3, 2), g, padding: (1, 0), dilation: (1, 2), dtype: F64), [2, 2, 4, 4]),
        ["Conv3d"] = (g => new Conv3d(1, 2, 2, g, stride: (1, 2, 1), dtype: F64), [2, 1, 3, 4, 3]),
        ["ConvTranspose1d"] = (g => new ConvTranspose1d(2, 3, 3, g, stride: 2, padding: 1, outputPadding: 1, dtype: F64), [2, 2, 4]),
        ["ConvTranspose2d"] = (g => new ConvTranspose2d(2, 2, 2, g, stride: 2, groups: 2, dtype: F64), [2, 2, 3, 2]),
        ["ConvTranspose3d"] = (g => new ConvTranspose3d(1, 2, 2, g, dilation: 2, dtype: F64), [1, 1, 2, 2, 2]),
        ["BatchNorm1d"] = (_ => new BatchNorm1d(3, dtype: F64), [5, 3]),
        ["BatchNorm2d"] = (_ => new BatchNorm2d(2, momentum: null, dtype: F64), [3, 2, 2, 2]),
        ["BatchNorm3d"] = (_ => new BatchNorm3d(2, dtype: F64), [2, 2, 2, 2, 2]),
        ["LayerNorm"] = (_ => new LayerNorm([2, 3], dtype: F64), [4, 2, 3]),
        ["GroupNorm"] = (_ => new GroupNorm(2, 4, dtype: F64), [2, 4, 3]),
        ["WeightNormLinear"] = (g => new WeightNormLinear(4, 3, g, dtype: F64), [5, 4]),
        ["WeightNormConv1d"] = (g => new WeightNormConv1d(2, 3, 3, g, padding: 1, dtype: F64), [2, 2, 5]),
        ["WeightNormConv2d"] = (g => new WeightNormConv2d(2, 2, 2, g, dtype: F64), [2, 2, 3, 3]),
        ["WeightNormConv3d"] = (g => new WeightNormConv3d(1, 2, 2, g, dtype: F64), [1, 1, 3, 3, 2]),
        ["MaskedLinear"] = (g => new MaskedLinear(MadeMasks.Blocks(3, 3, 6, false), g, dtype: F64), [4, 3]),
        ["MaskedConv1d"] = (g => new MaskedConv1d(CausalMask.B, 2, 3, 3, g, dilation: 2, dtype: F64), [2, 2, 6]),
        ["MaskedConv2d"] = (g => new MaskedConv2d(CausalMask.A, 1, 2, 3, g, dtype: F64), [2, 1, 4, 3]),
        ["Sequential"] = (g => new Sequential(new Linear(3, 4, g, dtype: F64), new Softplus(), new Linear(4, 2, g, dtype: F64)), [5, 3]),
        ["Residual"] = (g => new Residual(new Sequential(new Tanh(), new Linear(3, 3, g, dtype: F64))), [4, 3]),
        ["ResidualBlock2d"] = (g => new ResidualBlock2d(2, 3, g, new Elu(), c => new GroupNorm(1, c, dtype: F64), stride: 2, dtype: F64), [2, 2, 4, 4]),
        ["Elu"] = (_ => new Elu(0.7), [10]),
        ["LeakyRelu"] = (_ => new LeakyRelu(0.2), [10]),
        ["Relu"] = (_ => new Relu(), [10]),
        ["Gelu"] = (_ => new Gelu(), [10]),
        ["GeluTanh"] = (_ => new Gelu(true), [10]),
        ["Silu"] = (_ => new Silu(), [10]),
        ["Sigmoid"] = (_ => new Sigmoid(), [10]),
        ["Tanh"] = (_ => new Tanh(), [10]),
        ["Softplus"] = (_ => new Softplus(), [10]),
        ["Identity"] = (_ => new Identity(), [10]),
    };

    public static IEnumerable<TheoryDataRow<string>> Names() => Layers.Keys.Select(n => new TheoryDataRow<string>(n));

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradients_of_inputs_and_parameters_agree_with_finite_differences(string name)
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(21);
        var (make, shape) = Layers[name];
        using var layer = make(generator);
        Shake(layer, generator);
        var x = Tensor.Randn(shape, generator, F64).RequireGrad();
        FiniteDifference.Check(() => [layer.Forward(x)], [("x", x), .. layer.NamedParameters()], generator);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Recurrent_gradients_agree_with_finite_differences(bool bidirectional)
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(22);
        using var lstm = new Lstm(3, 2, generator, layers: 2, bidirectional: bidirectional, dtype: F64);
        using var gru = new Gru(3, 2, generator, layers: 2, bidirectional: bidirectional, batchFirst: true, dtype: F64);
        var depth = bidirectional ? 4 : 2;
        Tensor Leaf(params long[] shape) => Tensor.Randn(shape, generator, F64).RequireGrad();
        var (x, h, c) = (Leaf(3, 2, 3), Leaf(depth, 2, 2), Leaf(depth, 2, 2));
        FiniteDifference.Check(() => lstm.Forward(x, h, c) is var (y, hn, cn) ? [y, hn, cn] : [], [("x", x), ("h0", h), ("c0", c), .. lstm.NamedParameters()], generator);
        var (xb, hb) = (Leaf(2, 3, 3), Leaf(depth, 2, 2));
        FiniteDifference.Check(() => gru.Forward(xb, hb) is var (y, hn) ? [y, hn] : [], [("x", xb), ("h0", hb), .. gru.NamedParameters()], generator);
    }

    [Fact]
    public void The_gradient_of_an_embedding_agrees_with_finite_differences()
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(23);
        using var table = new Embedding(4, 3, generator, dtype: F64);
        var index = Tensor.From([2L, 0, 2, 1], 2, 2);
        FiniteDifference.Check(() => [table.Forward(index)], table.NamedParameters(), generator);
    }

    // Away from starts such as γ = 1, β = 0, at which a wrong gradient could look right.
    private static void Shake(Module module, Generator generator)
    {
        using var _ = Gradients.Off();
        foreach (var parameter in module.Parameters()) parameter.AddInPlace(Tensor.Randn(parameter.Shape, generator, F64), 0.3);
    }
}
