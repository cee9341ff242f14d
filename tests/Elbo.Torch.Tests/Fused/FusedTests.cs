using Elbo.Testing;
using Elbo.Torch.Fused;

namespace Elbo.Torch.Tests.Fused;

/// <summary>Every fused kernel against the same formula in operators, in values and in gradients.</summary>
[NoLeak]
public sealed class FusedTests
{
    // f32 kernels with polynomials of 1e-7 against f32 operators: sums of up to 784 terms of order one.
    private const double Tolerance = 2e-5;

    [Theory]
    [InlineData(Activation.Identity, 20)]
    [InlineData(Activation.Tanh, 300)]
    [InlineData(Activation.Relu, 33)]
    public void Linear_with_activation_equals_the_operators(Activation activation, int rows) => Agree(generator =>
    {
        var x = Tensor.Randn([rows, 37], generator).RequireGrad();
        var weight = Tensor.Randn([53, 37], generator).RequireGrad();
        var bias = Tensor.Randn([53], generator).RequireGrad();
        return (() => LinearActivation.Apply(x, weight, bias, activation), [x, weight, bias]);
    });

    [Fact]
    public void Linear_takes_leading_axes_and_no_bias() => Agree(generator =>
    {
        var x = Tensor.Randn([3, 4, 5], generator).RequireGrad();
        var weight = Tensor.Randn([6, 5], generator).RequireGrad();
        return (() => LinearActivation.Apply(x, weight, null, Activation.Tanh), [x, weight]);
    });

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Bernoulli_rows_equal_the_operators(int samples) => Agree(generator =>
    {
        var x = Tensor.Rand([40, 784], generator);
        var logits = (Tensor.Randn([samples, 40, 784], generator) * 3).RequireGrad();
        return (() => BernoulliLogits.LogProbRows(x, logits), [logits]);
    });

    // Columns on both sides of a stretch of 128, and of the 1,536 whose product is kept before a logarithm is taken.
    [Theory]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(784)]
    [InlineData(1536)]
    [InlineData(4001)]
    public void Bernoulli_rows_equal_the_formula_in_f64(int cols)
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(3);
        var x = Tensor.Rand([6, cols], generator);
        // Zeros give the largest factors, 2 each.
        var logits = Tensor.Randn([6, cols], generator) * Tensor.From([0f, 0.1f, 1f, 4f, 12f, 40f], 6, 1);
        var (target, l) = (x.To(DType.F64), logits.To(DType.F64));
        var exact = (target * l - l.Clamp(0) - (-l.Abs()).Exp().Log1p()).Sum([-1]);
        var value = BernoulliLogits.LogProbRows(x, logits.RequireGrad());
        BernoulliLogits.LogProbRows(x, logits.Detach()).ToArray<float>().ShouldBe(value.ToArray<float>());
        // Sums of f32: a unit in the last place of the sum, and of its terms.
        ((value.To(DType.F64) - exact).Abs() / exact.Abs()).Max().ToDouble().ShouldBeLessThan(2e-6);
        (Gradients.Of([value], [logits], [Tensor.Ones([6])])[0].To(DType.F64) - (target - l.Sigmoid())).Abs().Max().ToDouble().ShouldBeLessThan(3e-7);
    }

    [Fact]
    public void Gaussian_kl_equals_the_operators() => Agree(generator =>
    {
        var mu = Tensor.Randn([70, 51], generator).RequireGrad();
        var logVar = Tensor.Randn([70, 51], generator).RequireGrad();
        return (() => GaussianKl.Rows(mu, logVar), [mu, logVar]);
    });

    [Theory]
    [InlineData(70, 1)]
    [InlineData(3, 7001)]
    public void A_gated_unit_equals_the_operators(int rows, int places) => Agree(generator =>
    {
        var z = (Tensor.Randn([rows, 10, places], generator) * 3).RequireGrad();
        return (() => GatedUnit.Apply(z), [z]);
    });

    [Fact]
    public void A_gated_unit_takes_channels_last_and_other_layouts() => Agree(generator =>
    {
        var last = (Tensor.Randn([3, 4, 5, 6], generator) * 3).RequireGrad();
        var turned = (Tensor.Randn([5, 4, 3, 6], generator) * 3).RequireGrad();
        return (() => GatedUnit.Apply(last.Permute([0, 3, 1, 2])) + GatedUnit.Apply(turned.Permute([2, 3, 1, 0])), [last, turned]);
    });

    [Theory]
    [InlineData(64)]
    [InlineData(3)]
    public void Turned_rows_equal_the_operators(int size)
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(9);
        Tensor Draw() => Tensor.Randn([700, size], generator);
        var (z, q, g) = (Draw(), Draw(), Draw());
        // A row of zeros, and one that is opposite: no rotation.
        z.Narrow(0, 3, 1).ZeroInPlace();
        q.Narrow(0, 5, 1).CopyInPlace(-z.Narrow(0, 5, 1));
        var fused = TurnedRows.Of(z, q, g);
        // The squared length of ẑ + q̂, by which is divided, cancels: in double precision both sides would agree.
        var exact = TurnedRows.Of(z.To(DType.F64), q.To(DType.F64), g.To(DType.F64)).To(DType.F32);
        var scale = Math.Sqrt(g.Square().Sum().ToDouble() / 700);
        ((fused - exact).Square().Sum([-1]).Sqrt().Median().ToDouble() / scale).ShouldBeLessThan(1e-5);
        fused.Narrow(0, 3, 1).ToArray<float>().ShouldBe(g.Narrow(0, 3, 1).ToArray<float>());
        fused.Narrow(0, 5, 1).ToArray<float>().ShouldBe(g.Narrow(0, 5, 1).ToArray<float>());
    }

    [Theory]
    [InlineData(512)]
    [InlineData(45)]
    [InlineData(7)]
    public void The_least_distance_is_the_lowest_of_the_least(int codes)
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(10);
        // Whole numbers: exact, and with many equals.
        var products = (Tensor.Randn([900, codes], generator) * 4).Round();
        var squares = (Tensor.Rand([codes], generator) * 6).Round();
        var result = Tensor.Empty([900], DType.I64);
        LeastDistance.Into(result, products, squares);
        var (distance, scale) = (squares.ToArray<float>(), products.ToArray<float>());
        for (var r = 0; r < 900; r++)
        {
            var row = Enumerable.Range(0, codes).Select(k => distance[k] - 2 * scale[r * codes + k]).ToList();
            result.Select(0, r).ToInt64().ShouldBe(row.IndexOf(row.Min()));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void Gaussian_draws_equal_the_operators(int samples) => Agree(generator =>
    {
        var mu = Tensor.Randn([30, 11], generator).RequireGrad();
        var logVar = Tensor.Randn([30, 11], generator).RequireGrad();
        var eps = Tensor.Randn([samples, 30, 11], generator);
        return (() => GaussianSample.Apply(mu, logVar, eps), [mu, logVar]);
    });

    [Fact]
    public void Extreme_logits_give_exact_limits_and_nan_stays_visible()
    {
        using var scope = TensorScope.Enter();
        var logits = Tensor.From([1e4f, -1e4f, 1e4f, -1e4f, 88.8f, -104f], 6, 1);
        var x = Tensor.From([1f, 0f, 0f, 1f, 1f, 0f], 6, 1);
        BernoulliLogits.LogProbRows(x, logits).ToArray<float>().ShouldBe([0f, 0f, -1e4f, -1e4f, 0f, 0f]);
        BernoulliLogits.LogProbRows(Tensor.Ones([1, 1]), Tensor.From([float.NaN], 1, 1)).ToArray<float>()[0].ShouldBe(float.NaN);
        GaussianKl.Rows(Tensor.Zeros([1, 1]), Tensor.From([90f], 1, 1)).ToArray<float>()[0].ShouldBe(float.PositiveInfinity);
    }

    [Fact]
    public void Kernel_functions_are_accurate_over_their_range()
    {
        using var scope = TensorScope.Enter();
        var z = Tensor.Arange(200_001, DType.F32) * 1e-3 - 100;
        var identity = Tensor.Ones([1, 1]);
        var tanh = LinearActivation.Apply(z.View([-1, 1]), identity, null, Activation.Tanh).View([-1]).To(DType.F64);
        (tanh - z.To(DType.F64).Tanh()).Abs().Max().ToDouble().ShouldBeLessThan(2e-7);
        // log p(x = 0) = −softplus(l): relative, as far down as f32 goes.
        var logp = BernoulliLogits.LogProbRows(Tensor.Zeros([200_001, 1]), z.View([-1, 1])).To(DType.F64);
        var exact = -z.To(DType.F64).Exp().Log1p();
        var inRange = z.Ge(-85).LogicalAnd(z.Le(85));
        var error = ((logp - exact).Abs() / exact.Abs()).MaskedSelect(inRange).Max().ToDouble();
        error.ShouldBeLessThan(4e-7);
    }

    private static void Agree(Func<Generator, (Func<Tensor> Compute, Tensor[] Inputs)> build)
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(3);
        var (compute, inputs) = build(generator);
        var fused = compute();
        Tensor plain;
        using (FusedPath.Off()) plain = compute();
        Close(fused, plain, "value");
        var seed = Tensor.Randn(plain.Shape, generator);
        var fusedGradients = Gradients.Of([fused], inputs, [seed]);
        var plainGradients = Gradients.Of([plain], inputs, [seed]);
        for (var k = 0; k < inputs.Length; k++) Close(fusedGradients[k], plainGradients[k], $"gradient {k}");
    }

    private static void Close(Tensor a, Tensor b, string what)
    {
        a.Shape.ToArray().ShouldBe(b.Shape.ToArray());
        var scale = Math.Max(1, b.Abs().Max().ToDouble());
        ((a - b).Abs().Max().ToDouble() / scale).ShouldBeLessThan(Tolerance, what);
    }
}
