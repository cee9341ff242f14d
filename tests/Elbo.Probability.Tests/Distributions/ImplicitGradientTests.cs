using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Probability.Tests.Distributions;

[NoLeak]
public sealed class ImplicitGradientTests
{
    // A few f64 roundings of a quotient.
    private const double Rounding = 1e-10;

    [Fact]
    public void Draws_of_any_sampler_move_as_the_closed_forms_say()
    {
        using var scope = TensorScope.Enter();
        double[] x = [0.1, 0.7, 2.5];
        // dx/dλ = −x/λ.
        Of(t => new Exponential(t), 1.7, x).ShouldBe([.. x.Select(v => -v / 1.7)], Rounding);
        // dx/dμ = 1 and dx/dσ = (x − μ)/σ.
        Of(t => Normal.FromStd(t, Tensor.Full([3], 0.8, DType.F64)), 0.4, x).ShouldBe([1, 1, 1], Rounding);
        Of(t => Normal.FromStd(Tensor.Full([3], 0.4, DType.F64), t), 0.8, x).ShouldBe([.. x.Select(v => (v - 0.4) / 0.8)], Rounding);
        // x = λ (−log(1 − u))^{1/k}: dx/dλ = x/λ, dx/dk = −x log(x/λ)/k.
        Of(t => new Weibull(t, Tensor.Full([3], 1.3, DType.F64)), 2, x).ShouldBe([.. x.Select(v => v / 2)], Rounding);
        Of(t => new Weibull(Tensor.Full([3], 2, DType.F64), t), 1.3, x).ShouldBe([.. x.Select(v => -v * Math.Log(v / 2) / 1.3)], Rounding);
    }

    [Theory]
    [InlineData(0.5, 4.9348022005446793)]
    [InlineData(3, 0.39493406684822644)]
    public void Moments_of_gamma_draws_have_their_known_slopes(double alpha, double trigamma)
    {
        const int Draws = 100_000;
        using var scope = TensorScope.Enter();
        var each = Tensor.Full([Draws], alpha, DType.F64).RequireGrad();
        var x = new Gamma(each, Tensor.Ones([], DType.F64), 0).Draw(new NoiseStream(1)).Value;
        // E[x] = α, and E[log x] = ψ(α), whose slope is ψ′(α): π²/2 at ½, π²/6 − 5/4 at 3.
        Check(Gradients.Of([x.Sum()], [each], retainGraph: true)[0], 1);
        Check(Gradients.Of(x.Log().Sum(), each), trigamma);

        // Three standard errors, and the 10⁻³ that libtorch's approximation may be off.
        static void Check(Tensor slopes, double exact) => slopes.Mean().ToDouble().ShouldBe(exact, 3 * Math.Sqrt(slopes.Var([0], correction: 1).ToDouble() / Draws) + 1e-3 * exact);
    }

    [Fact]
    public void What_has_no_differentiable_distribution_function_and_second_derivatives_are_refused()
    {
        using var scope = TensorScope.Enter();
        var x = Tensor.From([0.5]);
        Should.Throw<ArgumentException>(() => ImplicitGradient.Of(new Gamma(Tensor.From([1.0]), Tensor.From([1.0])), x)).Message.ShouldContain("no distribution function");
        var rate = Tensor.From([2.0]).RequireGrad();
        var moved = ImplicitGradient.Of(new Exponential(rate), x);
        Should.Throw<TorchException>(() => Gradients.Of([moved.Square().Sum()], [rate], createGraph: true)).Message.ShouldContain("once, not twice");
    }

    private static double[] Of(Func<Tensor, Distribution> build, double parameter, double[] x)
    {
        var at = Tensor.Full([x.Length], parameter, DType.F64).RequireGrad();
        var moved = ImplicitGradient.Of(build(at), Tensor.From(x));
        moved.ToArray<double>().ShouldBe(x);
        return Gradients.Of(moved.Sum(), at).ToArray<double>();
    }
}
