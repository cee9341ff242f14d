using Elbo.Testing;
using Elbo.Torch.Nn;
using Elbo.Torch.Optim;

namespace Elbo.Torch.Tests.Optim;

[NoLeak]
public sealed class WeightEmaTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_average_follows_its_closed_form(bool fused)
    {
        using var scope = TensorScope.Enter();
        var w = Tensor.Full([3], 2, DType.F64).RequireGrad();
        using var ema = new WeightEma([("w", w)], 0.9) { Fused = fused };
        // Constant parameters p after a start at s: s_t = p + (s − p)·dᵗ.
        using (Gradients.Off()) w.FillInPlace(-1);
        for (var t = 0; t < 17; t++) ema.Update();
        ema.State().Single().Value.ToArray<double>().ShouldAllBe(v => Math.Abs(v - (-1 + (3 * Math.Pow(0.9, 17)))) < 1e-14);
        ema.Updates.ShouldBe(17);
    }

    [Fact]
    public void A_warm_up_forgets_the_start_sooner()
    {
        using var scope = TensorScope.Enter();
        var w = Tensor.Full([1], 1, DType.F64).RequireGrad();
        using var ema = new WeightEma([("w", w)], 0.999, warmUp: true);
        using (Gradients.Off()) w.FillInPlace(0);
        ema.Update();
        ema.Update();
        ema.State().Single().Value.ToDouble().ShouldBe(0.1 * (2.0 / 11), 1e-15);
    }

    [Fact]
    public void Swapping_in_and_out_restores_the_weights_bit_for_bit_and_keeps_the_tensors()
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(4);
        using var net = new Linear(5, 3, generator);
        using var adam = new Adam(net.NamedParameters(), 0.1);
        using var ema = new WeightEma(net.NamedParameters(), 0.5);
        var x = Tensor.Randn([7, 5], generator);
        void Train()
        {
            adam.ZeroGrad();
            net.Forward(x).Square().Sum().Backward();
            adam.Step();
            ema.Update();
        }
        Train();
        Train();
        var (own, averaged) = (net.Weight.ToArray<float>(), ema.State().First().Value.ToArray<float>());
        using (ema.SwapIn())
        {
            net.Weight.ToArray<float>().ShouldBe(averaged);
            net.Weight.RequiresGrad.ShouldBeTrue();
            Should.Throw<InvalidOperationException>(ema.Update);
            Should.Throw<InvalidOperationException>(() => ema.State());
        }
        net.Weight.ToArray<float>().ShouldBe(own);
        ema.State().First().Value.ToArray<float>().ShouldBe(averaged);
        Train();
        net.Weight.ToArray<float>().ShouldNotBe(own);
        ema.State().First().Value.ToArray<float>().ShouldNotBe(averaged);
    }

    [Fact]
    public void A_saved_average_continues_bit_for_bit()
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(4);
        var w = Tensor.Randn([1000], generator).RequireGrad();
        using var first = new WeightEma([("w", w)], 0.99, warmUp: true);
        using (Gradients.Off()) w.MulInPlace(3);
        first.Update();
        using var second = new WeightEma([("w", w)], 0.99, warmUp: true);
        second.LoadState(first.State().ToDictionary(s => s.Name, s => s.Value), first.Updates);
        first.Update();
        second.Update();
        second.State().Single().Value.ToArray<float>().ShouldBe(first.State().Single().Value.ToArray<float>());
        Should.Throw<ArgumentException>(() => second.LoadState(new Dictionary<string, Tensor>(), 1)).Message.ShouldContain("'w' is missing");
    }
}
