using Elbo.Torch;

namespace Elbo.Probability;

/// <summary>Elementary functions in the form that keeps all digits.</summary>
internal static class Numerics
{
    /// <summary>γ = −ψ(1).</summary>
    public const double EulerGamma = 0.5772156649015328606;

    /// <summary>log(1 + eˣ). libtorch's own threshold of 20 loses 2·10⁻⁹, which f64 sees; at 40 the loss is below its rounding.</summary>
    public static Tensor Softplus(Tensor x) => x.Softplus(1, 40);

    /// <summary>log(1 + z²), where z² may overflow.</summary>
    public static Tensor Log1pSquare(Tensor z)
    {
        var size = z.Abs();
        var large = size.Gt(1);
        // A branch not taken must not send NaN back.
        var far = size.MaskedFill(large.LogicalNot(), 1);
        var near = size.MaskedFill(large, 0);
        return large.Where(far.Log() * 2 + far.Reciprocal().Square().Log1p(), near.Square().Log1p());
    }

    /// <summary>
    /// log Γ(x + ½) − log Γ(x), x &gt; 0. From x = 10 on by its asymptotic series, exact to 10⁻¹¹, where the two terms would cancel.
    /// </summary>
    public static Tensor LogGammaHalfStep(Tensor x)
    {
        var large = x.Gt(10);
        var inverse = x.MaskedFill(large.LogicalNot(), 10).Reciprocal();
        var square = inverse.Square();
        var series = inverse * (-1.0 / 8 + square * (1.0 / 192 - square * (1.0 / 640 - square * (17.0 / 14336)))) - inverse.Log() * 0.5;
        var moderate = x.MaskedFill(large, 1);
        return large.Where(series, (moderate + 0.5).Lgamma() - moderate.Lgamma());
    }

    /// <summary>The moment where it exists, ∞ elsewhere; the shapes broadcast.</summary>
    public static Tensor InfiniteUnless(Tensor exists, Tensor moment) => moment.MaskedFill(exists.LogicalNot(), double.PositiveInfinity);

    /// <summary>Σ_k e^(log p_k) f_k over the last axis, where a category of probability 0 counts nothing even if f is infinite there.</summary>
    public static Tensor Expectation(Tensor logP, Tensor f)
    {
        var p = logP.Exp();
        return (p * f.MaskedFill(p.Eq(0), 0)).Sum([-1]);
    }
}
