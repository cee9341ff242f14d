using Elbo.Testing;
using Elbo.Torch.Nn;
using Elbo.Torch.Portable;
using Elbo.Torch.Tests.Nn;

namespace Elbo.Torch.Tests.Portable;

[NoLeak]
public sealed class PortableScopeTests
{
    // Layers that are refused, and why.
    private static readonly string[] refused = ["groups", "depthwise", "conv3d", "conv_transpose3d", "lstm", "gru", "_train", "layer_norm", "group_norm"];

    public static TheoryData<string> Names => [.. LayerCases.Names];

    [Theory, MemberData(nameof(Names))]
    public void A_layer_gives_pytorchs_values_or_says_that_it_cannot(string name)
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(1);
        var fixture = new TorchFixture(name);
        using var module = LayerCases.Make(name, fixture, generator);
        module.Train(fixture.Flag("train"));
        var state = fixture.Under("param.").Concat(fixture.Under("buffer.")).ToDictionary(s => s.Name, s => s.Value);
        using (Gradients.Off())
            foreach (var (path, value) in module.State()) value.CopyInPlace(state[path]);
        var inputs = fixture.Under("in.").ToDictionary(i => i.Name, i => i.Value);
        using var portable = PortableScope.Enter();
        if (refused.Any(name.Contains))
        {
            Should.Throw<NotSupportedException>(() => LayerCases.Call(module, key => inputs.GetValueOrDefault(key))).Message.ShouldContain("cannot be computed alike on every machine");
            return;
        }
        foreach (var (output, value) in LayerCases.Call(module, key => inputs.GetValueOrDefault(key)))
        {
            portable.Dispose();
            TorchFixture.ShouldAgree(value, fixture[$"out.{output}"], $"{name}: {output}");
        }
    }

    [Fact]
    public void Every_operator_with_a_formula_gives_what_libtorch_gives()
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(2);
        var (x, y, w) = (Tensor.Randn([3, 5, 7], generator, DType.F64) * 3, Tensor.Randn([3, 5, 7], generator, DType.F64), Tensor.Randn([7, 4], generator, DType.F64));
        (string Name, Func<Tensor> Of)[] cases =
        [
            ("exp", () => x.Exp()), ("expm1", () => x.Expm1()), ("log", () => x.Abs().Log()), ("log1p", () => x.Abs().Log1p()), ("sigmoid", () => x.Sigmoid()), ("tanh", () => x.Tanh()),
            ("silu", () => x.Silu()), ("softplus", () => (x * 10).Softplus()), ("softplus of another slope", () => x.Softplus(2, 1)), ("elu", () => x.Elu(0.7, 1.3)), ("addcmul", () => x.Addcmul(y, x, 0.3)),
            ("sum", () => x.Sum()), ("sum over axes", () => x.Sum([0, -1])), ("sum over one, kept", () => x.Sum([1], keepdim: true)), ("mean", () => x.Mean()), ("mean over an axis", () => x.Mean([1])),
            ("softmax", () => x.Softmax(1)), ("log softmax", () => x.LogSoftmax(-1)), ("matmul", () => x.Matmul(w)), ("mm", () => x.Select(0, 0).Mm(w)), ("of a view", () => x.Transpose(0, 2).Exp()),
            ("a difference", () => x - y * 0.1), ("of a number", () => 1 - x), ("a quotient", () => y / x), ("a square root", () => x.Abs().Sqrt()),
        ];
        foreach (var (name, of) in cases)
        {
            var reference = of();
            Tensor found;
            using (PortableScope.Enter()) found = of();
            found.Shape.ToArray().ShouldBe(reference.Shape.ToArray(), name);
            // Sums of up to 105 numbers of a size of 3, rounded in another order.
            ((found - reference).Abs() / (reference.Abs() + 1)).Max().ToDouble().ShouldBeLessThan(1e-14, name);
        }
    }

    [Fact]
    public void An_example_alone_has_the_bits_it_has_among_others_and_with_any_number_of_threads()
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(3);
        // Large enough for threads to share them.
        using var net = new Sequential(new Conv2d(3, 21, 3, generator, padding: 1, dtype: DType.F64), new Elu(), new ConvTranspose2d(21, 9, 4, generator, stride: 2, padding: 1, dtype: DType.F64), new Tanh(), new Linear(64, 131, generator, dtype: DType.F64));
        var x = Tensor.Randn([5, 3, 32, 32], generator, DType.F64);
        var threads = TorchRuntime.Threads;
        try
        {
            TorchRuntime.Threads = 1;
            var one = Of(x);
            Of(x.Narrow(0, 3, 1)).ShouldBe(one[(3 * one.Length / 5)..(4 * one.Length / 5)]);
            TorchRuntime.Threads = 3;
            Of(x).ShouldBe(one);
        }
        finally
        {
            TorchRuntime.Threads = threads;
        }

        double[] Of(Tensor images)
        {
            using var portable = PortableScope.Enter();
            return net.Forward(images).ToArray<double>();
        }
    }

    [Fact]
    public void A_sum_is_added_in_eight_lanes_and_these_in_pairs()
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(4);
        var x = Tensor.Randn([1003], generator, DType.F64);
        var lanes = new double[8];
        foreach (var (k, value) in x.ToArray<double>().Index()) lanes[k % 8] += value;
        var wanted = ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6])) + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]));
        using var portable = PortableScope.Enter();
        x.Sum().ToDouble().ShouldBe(wanted);
        x.View([1, -1]).Matmul(Tensor.Ones([1003, 1], DType.F64)).ToDouble().ShouldBe(wanted);
    }

    [Fact]
    public void What_is_not_known_to_be_the_same_everywhere_is_refused_and_only_inside()
    {
        using var scope = TensorScope.Enter();
        var (x, y) = (Tensor.Ones([2], DType.F64), Tensor.Ones([2]));
        using (PortableScope.Enter())
        {
            Should.Throw<NotSupportedException>(() => x.Lgamma()).Message.ShouldBe("lgamma cannot be computed alike on every machine");
            Should.Throw<NotSupportedException>(() => x.Sub(x, 3)).Message.ShouldStartWith("sub.Tensor cannot");
            Should.Throw<NotSupportedException>(() => y.Exp()).Message.ShouldContain("f64 on the CPU alone, not with f32[2]");
            x.Add(x, 3).ToArray<double>().ShouldBe([4.0, 4]);
            using (PortableScope.Enter()) x.Exp();
            Should.Throw<NotSupportedException>(() => x.Lgamma());
        }
        x.Lgamma();
        y.Exp();
    }
}
