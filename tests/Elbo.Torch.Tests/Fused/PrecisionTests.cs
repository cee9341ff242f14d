using Elbo.Testing;
using Elbo.Torch.Fused;
using Elbo.Torch.Nn;

namespace Elbo.Torch.Tests.Fused;

/// <summary>Products in bf16: what is rounded, what is not, and how long it lasts.</summary>
[NoLeak]
public sealed class PrecisionTests
{
    // Half a unit in the last of bf16's 8 bits.
    private const double Rounding = 1.0 / 256;

    [Theory]
    [InlineData(Activation.Identity)]
    [InlineData(Activation.Tanh)]
    [InlineData(Activation.Relu)]
    public void A_layer_is_the_formula_on_rounded_operands_with_its_product_rounded_once(Activation activation)
    {
        using var scope = TensorScope.Enter();
        var (x, weight, bias) = Layer(300, 200, 77);
        using var precision = PrecisionScope.Enter(MatrixPrecision.Bf16);
        var y = LinearActivation.Apply(x, weight, bias, activation);
        y.DType.ShouldBe(DType.F32);
        var product = Rounded(x).Matmul(Rounded(weight).T());
        // No activation is steeper than 1, and 1e-6 is for f32's own sums.
        var bound = product.Abs() * Rounding + 1e-6 * product.Abs().Max().ToDouble();
        ((y.To(DType.F64) - Plain(product + bias.To(DType.F64), activation)).Abs() - bound).Max().ToDouble().ShouldBeLessThan(1e-6);
    }

    [Fact]
    public void A_layer_lies_within_the_rounding_of_three_factors_of_f32()
    {
        using var scope = TensorScope.Enter();
        var (x, weight, bias) = Layer(300, 200, 77);
        var full = LinearActivation.Apply(x, weight, bias, Activation.Identity);
        using var precision = PrecisionScope.Enter(MatrixPrecision.Bf16);
        var low = LinearActivation.Apply(x, weight, bias, Activation.Identity);
        var error = (low - full).Abs();
        // Never more than x, W and the product rounded one way, and really rounded.
        (error - 3.02 * Rounding * x.Abs().Matmul(weight.Abs().T())).Max().ToDouble().ShouldBeLessThan(0);
        error.Max().ToDouble().ShouldBeGreaterThan(1e-3);
    }

    [Theory]
    [InlineData(Activation.Identity, true)]
    [InlineData(Activation.Tanh, true)]
    [InlineData(Activation.Relu, false)]
    public void Gradients_come_back_in_f32_and_near_those_of_f32(Activation activation, bool hasBias)
    {
        using var scope = TensorScope.Enter();
        var (x, weight, bias) = Layer(64, 50, 33);
        Tensor[] inputs = hasBias ? [x.RequireGrad(), weight.RequireGrad(), bias.RequireGrad()] : [x.RequireGrad(), weight.RequireGrad()];
        using var generator = new Generator(8);
        var seed = Tensor.Randn([64, 33], generator);
        Tensor[] Compute(MatrixPrecision precision)
        {
            using var entered = PrecisionScope.Enter(precision);
            return Gradients.Of([LinearActivation.Apply(x, weight, hasBias ? bias : null, activation)], inputs, [seed]);
        }

        var (full, low) = (Compute(MatrixPrecision.F32), Compute(MatrixPrecision.Bf16));
        for (var k = 0; k < inputs.Length; k++)
        {
            low[k].DType.ShouldBe(DType.F32);
            low[k].Shape.ToArray().ShouldBe(inputs[k].Shape.ToArray());
            // As a whole: a few roundings of at most 2^-8, and for ReLU the few units whose sign they turn.
            ((low[k] - full[k]).Square().Sum() / full[k].Square().Sum()).Sqrt().ToDouble().ShouldBeLessThan(activation == Activation.Relu ? 0.05 : 0.01);
        }
    }

    [Fact]
    public void The_operators_take_the_same_products()
    {
        using var scope = TensorScope.Enter();
        var (x, weight, bias) = Layer(64, 50, 33);
        using var precision = PrecisionScope.Enter(MatrixPrecision.Bf16);
        var fused = LinearActivation.Apply(x, weight, bias, Activation.Tanh);
        using var off = FusedPath.Off();
        var plain = LinearActivation.Apply(x, weight, bias, Activation.Tanh);
        plain.DType.ShouldBe(DType.F32);
        (fused - plain).Abs().Max().ToDouble().ShouldBeLessThan(1e-6);
    }

    [Fact]
    public void Every_layer_with_a_product_takes_part_but_for_transposed_convolutions()
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(2);
        var (rows, images) = (Tensor.Randn([9, 12], generator), Tensor.Randn([2, 4, 9, 9], generator));
        (Layer Layer, Tensor X, bool Rounds)[] cases =
        [
            (new Linear(12, 7, generator), rows, true),
            (new MaskedLinear(Tensor.Ones([7, 12]), generator), rows, true),
            (new WeightNormLinear(12, 7, generator), rows, true),
            (new Conv2d(4, 6, 3, generator, padding: 1), images, true),
            (new ConvTranspose2d(4, 6, 3, generator), images, false),
        ];
        foreach (var (layer, x, rounds) in cases)
        {
            using var owned = layer;
            var full = layer.Forward(x);
            using var precision = PrecisionScope.Enter(MatrixPrecision.Bf16);
            var low = layer.Forward(x);
            low.DType.ShouldBe(DType.F32);
            low.Shape.ToArray().ShouldBe(full.Shape.ToArray());
            var error = (low - full).Abs().Max().ToDouble();
            error.ShouldBeLessThan(0.03, layer.GetType().Name);
            (error > 0).ShouldBe(rounds, layer.GetType().Name);
        }
    }

    [Fact]
    public void Other_types_are_left_alone()
    {
        using var scope = TensorScope.Enter();
        var (x, weight, bias) = Layer(5, 4, 3);
        var full = LinearActivation.Apply(x.To(DType.F64), weight.To(DType.F64), bias.To(DType.F64), Activation.Tanh).ToArray<double>();
        using var precision = PrecisionScope.Enter(MatrixPrecision.Bf16);
        LinearActivation.Apply(x.To(DType.F64), weight.To(DType.F64), bias.To(DType.F64), Activation.Tanh).ToArray<double>().ShouldBe(full);
    }

    [Fact]
    public void A_scope_ends_with_its_block_even_when_that_throws_and_is_this_threads_alone()
    {
        PrecisionScope.Current.ShouldBe(MatrixPrecision.F32);
        Should.Throw<TorchException>(() =>
        {
            using var precision = PrecisionScope.Enter(MatrixPrecision.Bf16);
            using var scope = TensorScope.Enter();
            Tensor.Ones([2, 3]).Matmul(Tensor.Ones([2, 3]));
        });
        PrecisionScope.Current.ShouldBe(MatrixPrecision.F32);
        using (PrecisionScope.Enter(MatrixPrecision.Bf16))
        {
            using (PrecisionScope.Enter(MatrixPrecision.F32)) PrecisionScope.Current.ShouldBe(MatrixPrecision.F32);
            PrecisionScope.Current.ShouldBe(MatrixPrecision.Bf16);
            var elsewhere = MatrixPrecision.Bf16;
            var thread = new Thread(() => elsewhere = PrecisionScope.Current);
            thread.Start();
            thread.Join();
            elsewhere.ShouldBe(MatrixPrecision.F32);
        }
        PrecisionScope.Current.ShouldBe(MatrixPrecision.F32);
    }

    [Fact]
    public void Not_a_number_survives_the_rounding()
    {
        using var scope = TensorScope.Enter();
        using var precision = PrecisionScope.Enter(MatrixPrecision.Bf16);
        var x = Tensor.Ones([1, 1]).RequireGrad();
        var y = LinearActivation.Apply(x, Tensor.Ones([1, 1]), null, Activation.Tanh);
        float.IsNaN(Gradients.Of([y], [x], [Tensor.From([float.NaN], 1, 1)])[0].ToArray<float>()[0]).ShouldBeTrue();
    }

    private static (Tensor X, Tensor Weight, Tensor Bias) Layer(int rows, int inputs, int outputs)
    {
        using var generator = new Generator(4);
        return (Tensor.Randn([rows, inputs], generator), Tensor.Randn([outputs, inputs], generator) * 0.1, Tensor.Randn([outputs], generator));
    }

    private static Tensor Rounded(Tensor x) => x.To(DType.BF16).To(DType.F64);

    private static Tensor Plain(Tensor z, Activation activation) => activation switch
    {
        Activation.Tanh => z.Tanh(),
        Activation.Relu => z.Relu(),
        _ => z,
    };
}
