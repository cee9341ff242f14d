using Elbo.Testing;
using Elbo.Torch.Fused;
using Elbo.Torch.Nn;

namespace Elbo.Torch.Tests.Fused;

/// <summary>Every fused path on every way its inputs can meet (axes missing, of size 1 or 0, several samples on either side, strided memory), against the formula in f64.</summary>
[NoLeak]
public sealed class FusedShapeTests
{
    // f32 on sums of at most 60 terms of order ten.
    private const double Tolerance = 1e-5;

    /// <summary>Shapes of two tensors that broadcast, and how many last axes are one event.</summary>
    private static readonly (long[] First, long[] Second, int EventAxes)[] Pairs =
    [
        ([6], [6], 1), ([1], [1], 1), ([3, 6], [3, 6], 1), ([3, 6], [6], 1), ([6], [3, 6], 1), ([1, 6], [3, 6], 1), ([3, 6], [1, 6], 1),
        ([3, 6], [1, 3, 6], 1), ([1, 3, 6], [3, 6], 1), ([4, 3, 6], [3, 6], 1), ([3, 6], [4, 3, 6], 1), ([4, 1, 6], [3, 6], 1), ([3, 6], [4, 1, 6], 1),
        ([1, 6], [4, 3, 6], 1), ([4, 3, 6], [6], 1), ([1, 1, 6], [4, 3, 6], 1), ([4, 1, 6], [4, 3, 6], 1), ([5, 4, 3, 6], [5, 4, 3, 6], 1),
        ([3, 4, 5], [3, 4, 5], 2), ([4, 5], [3, 4, 5], 2), ([3, 4, 5], [4, 5], 2), ([1, 4, 5], [2, 3, 4, 5], 2), ([3, 4, 5], [2, 3, 4, 5], 2), ([3, 4, 5], [3, 4, 5], 3),
        ([2, 3, 4, 5], [2, 3, 4, 5], 3), ([3, 6], [3, 6], 0), ([6], [3, 6], 0), ([], [], 0), ([3, 200], [2, 3, 200], 1),
        ([0, 6], [0, 6], 1), ([0, 6], [6], 1), ([6], [0, 6], 1), ([3, 6], [0, 3, 6], 1), ([0, 6], [4, 0, 6], 1), ([3, 0], [3, 0], 1), ([0], [3, 0], 1), ([2, 0, 5], [2, 0, 5], 2),
    ];

    public static TheoryData<int, bool> PairCases()
    {
        TheoryData<int, bool> cases = [];
        for (var k = 0; k < Pairs.Length; k++)
        {
            cases.Add(k, false);
            cases.Add(k, true);
        }
        return cases;
    }

    [Theory, MemberData(nameof(PairCases))]
    public void Bernoulli_rows(int k, bool strided)
    {
        var (x, logits, axes) = Pairs[k];
        // The values of the target are differentiable too, by the operators.
        foreach (var target in new[] { true, false })
        {
            Agree(t => BernoulliLogits.LogProbRows(t[0], t[1], axes), t => Sum(t[0] * t[1] - t[1].ClampMin(0) - (-t[1].Abs()).Exp().Log1p(), axes),
                [x, logits], strided, differentiable: target ? [0, 1] : [1], draw: (n, generator) => n == 0 ? Tensor.Rand(Turned(x, strided), generator) : null);
        }
    }

    [Theory, MemberData(nameof(PairCases))]
    public void Gaussian_divergence(int k, bool strided)
    {
        var (mu, logVar, axes) = Pairs[k];
        Agree(t => GaussianKl.Rows(t[0], t[1], axes), t => Sum((t[0].Square() + t[1].Exp() - 1 - t[1]) * 0.5, axes), [mu, logVar], strided, [0, 1]);
        Agree(t => GaussianKl.Rows(t[0], t[0], axes), t => Sum((t[0].Square() + t[0].Exp() - 1 - t[0]) * 0.5, axes), [mu], strided, [0]);
    }

    [Theory, MemberData(nameof(PairCases))]
    public void Gaussian_draws(int k, bool strided)
    {
        var (mu, eps, _) = Pairs[k];
        foreach (var logVar in new[] { mu, mu.Length > 0 ? [mu[^1]] : [], eps })
        {
            foreach (var noise in new[] { true, false })
            {
                Agree(t => GaussianSample.Apply(t[0], t[1], t[2]), t => t[0] + (t[1] * 0.5).Exp() * t[2], [mu, logVar, eps], strided, noise ? [0, 1, 2] : [0, 1]);
            }
        }
    }

    public static TheoryData<string, string, bool> LinearCases()
    {
        TheoryData<string, string, bool> cases = [];
        foreach (var x in new[] { "5", "1,5", "3,5", "1,3,5", "4,3,5", "2,4,3,5", "1,1,5", "0,5", "2,0,5", "1" })
        {
            foreach (var bias in new[] { "none", "7", "1" })
            {
                cases.Add(x, bias, false);
                cases.Add(x, bias, true);
            }
        }
        return cases;
    }

    [Theory, MemberData(nameof(LinearCases))]
    public void Linear_layers(string shape, string bias, bool strided)
    {
        long[] x = [.. shape.Split(',').Select(long.Parse)];
        long[][] shapes = bias == "none" ? [x, [7, x[^1]]] : [x, [7, x[^1]], [long.Parse(bias)]];
        int[] all = [.. Enumerable.Range(0, shapes.Length)];
        foreach (var activation in Enum.GetValues<Activation>())
        {
            foreach (var differentiable in new int[][] { all, [0], [1] })
            {
                Agree(t => LinearActivation.Apply(t[0], t[1], t.Length > 2 ? t[2] : null, activation),
                    t => activation.Of(t[0].Matmul(t[1].T()) + (t.Length > 2 ? t[2] : 0.0 * t[1].Sum())), shapes, strided, differentiable);
            }
        }
    }

    [Theory]
    [InlineData("2,10")]
    [InlineData("1,2")]
    [InlineData("3,4,5")]
    [InlineData("3,4,5,6")]
    [InlineData("2,4,3,2,2")]
    [InlineData("0,4,3")]
    [InlineData("3,4,0")]
    [InlineData("3,0,2")]
    public void Gated_units(string text)
    {
        long[] shape = [.. text.Split(',').Select(long.Parse)];
        foreach (var strided in new[] { false, true })
        {
            Agree(t => GatedUnit.Apply(t[0]), t => t[0].Narrow(1, 0, shape[1] / 2).Tanh() * t[0].Narrow(1, shape[1] / 2, shape[1] / 2).Sigmoid(), [shape], strided, [0]);
        }
    }

    [Fact]
    public void Convolutions_of_a_batch_of_one_or_none_in_any_layout()
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(5);
        using var single = new Conv2d(3, 4, 3, generator, padding: 1);
        foreach (var batch in new long[] { 0, 1, 2 })
        {
            foreach (var strided in new[] { false, true })
            {
                Agree(t => single.Forward(t[0]), t => t[0].Convolution(single.Weight.To(DType.F64), single.Bias!.To(DType.F64), [1, 1], [1, 1], [1, 1], false, [0, 0], 1), [[batch, 3, 5, 4]], strided, [0]);
            }
        }
    }

    [Fact]
    public void Nearest_codes_are_written_into_any_result()
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(6);
        Tensor products = Tensor.Randn([9, 4], generator), squares = Tensor.Rand([4], generator);
        var expected = squares.Add(products, -2).Min(1).Indices.ToArray<long>();
        var columns = Tensor.Zeros([9, 2], DType.I64);
        LeastDistance.Into(columns.Select(1, 1), products, squares);
        columns.Select(1, 1).ToArray<long>().ShouldBe(expected);
        columns.Select(1, 0).ToArray<long>().ShouldAllBe(v => v == 0);
        LeastDistance.Into(columns.Select(1, 0), products.T().Contiguous().T(), squares);
        columns.Select(1, 0).ToArray<long>().ShouldBe(expected);
        LeastDistance.Into(Tensor.Empty([0], DType.I64), Tensor.Empty([0, 4]), squares);
    }

    [Fact]
    public void Turned_rows_broadcast_and_may_be_none()
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(7);
        Tensor z = Tensor.Randn([3, 4], generator), q = Tensor.Randn([1, 4], generator), g = Tensor.Randn([3, 4], generator);
        (TurnedRows.Of(z, q, g) - TurnedRows.Of(z, q.Expand([3, 4]).Contiguous(), g)).Abs().Max().ToDouble().ShouldBeLessThan(Tolerance);
        (TurnedRows.Of(z.T().Contiguous().T(), z, g) - g).Abs().Max().ToDouble().ShouldBeLessThan(Tolerance);
        TurnedRows.Of(z.Narrow(0, 0, 0), z.Narrow(0, 0, 0), z.Narrow(0, 0, 0)).Shape.ToArray().ShouldBe([0, 4]);
    }

    /// <summary>Value and gradients of <paramref name="fused"/> in f32 against those of <paramref name="formula"/> in f64.</summary>
    private static void Agree(Func<Tensor[], Tensor> fused, Func<Tensor[], Tensor> formula, long[][] shapes, bool strided, int[] differentiable, Func<int, Generator, Tensor?>? draw = null)
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(3);
        // Strided: axes in the opposite order in memory.
        Tensor[] inputs = [.. shapes.Select((shape, k) => draw?.Invoke(k, generator) ?? Tensor.Randn(Turned(shape, strided), generator)).Select((t, k) => strided ? Turn(t) : t)];
        Tensor[] exactInputs = [.. inputs.Select(t => t.To(DType.F64))];
        foreach (var k in differentiable)
        {
            inputs[k].RequireGrad();
            exactInputs[k].RequireGrad();
        }
        Tensor value = fused(inputs), exact = formula(exactInputs);
        Close(value, exact, "value");
        var seed = Tensor.Randn(exact.Shape, generator);
        var got = Gradients.Of([value], [.. differentiable.Select(k => inputs[k])], [seed]);
        var wanted = Gradients.Of([exact], [.. differentiable.Select(k => exactInputs[k])], [seed.To(DType.F64)]);
        for (var k = 0; k < got.Length; k++) Close(got[k], wanted[k], $"gradient of input {differentiable[k]}");
    }

    private static void Close(Tensor a, Tensor b, string what)
    {
        a.Shape.ToArray().ShouldBe(b.Shape.ToArray(), what);
        if (b.Count == 0) return;
        ((a.To(DType.F64) - b).Abs().Max().ToDouble() / Math.Max(1, b.Abs().Max().ToDouble())).ShouldBeLessThan(Tolerance, what);
    }

    private static Tensor Sum(Tensor elements, int axes) => axes == 0 ? elements : elements.Sum([.. Enumerable.Range(0, axes).Select(k => k - (long)axes)]);

    private static long[] Turned(long[] shape, bool strided) => strided ? [.. shape.Reverse()] : shape;

    private static Tensor Turn(Tensor tensor) => tensor.Permute([.. Enumerable.Range(1, tensor.Rank).Select(k => (long)(tensor.Rank - k))]);
}
