using Elbo.Torch;

namespace Elbo.Probability;

/// <summary>Elementary functions in the form that keeps all digits.</summary>
internal static class Numerics
{
    /// <summary>log(e − 1), where softplus is 1.</summary>
    public const double LogEMinusOne = 0.54132485461291810;

    /// <summary>γ = −ψ(1).</summary>
    public const double EulerGamma = 0.5772156649015328606;

    /// <summary>log(1 + eˣ). libtorch's own threshold of 20 loses 2·10⁻⁹, which f64 sees; at 40 the loss is below its rounding.</summary>
    public static Tensor Softplus(Tensor x) => x.Softplus(1, 40);

    /// <summary>log(1 + x) of one number: that of 1 + x as it is rounded, corrected for the rounding, which .NET's LogP1 is not.</summary>
    public static double Log1p(double x)
    {
        var rounded = 1 + x;
        return rounded == 1 ? x : double.IsInfinity(rounded) || rounded == 0 ? Math.Log(rounded) : Math.Log(rounded) * (x / (rounded - 1));
    }

    /// <summary>log(1 + z²), where z² may overflow.</summary>
    public static Tensor Log1pSquare(Tensor z) => Log1pSquare(z, Tensor.Ones([], z.DType, z.Device));

    /// <summary>log(1 + (z/s)²), s &gt; 0, where the quotient and its square may overflow.</summary>
    public static Tensor Log1pSquare(Tensor z, Tensor scale)
    {
        var size = z.Abs();
        var large = size.Gt(scale);
        // A branch not taken must not send NaN back.
        var far = large.Where(size, scale);
        var near = size.MaskedFill(large, 0);
        return large.Where((far.Log() - scale.Log()) * 2 + (scale / far).Square().Log1p(), (near / scale).Square().Log1p());
    }

    /// <summary>In f64, for log Γ and ψ of large arguments, whose differences cancel in f32; the caller rounds the result.</summary>
    public static Tensor Wide(Tensor x) => x.DType == DType.F64 ? x : x.To(DType.F64);

    /// <summary>
    /// log Γ(x + ½) − log Γ(x) − ½ log x, x &gt; 0. From x = 10 on by its asymptotic series, exact to 10⁻¹¹, where the terms would cancel.
    /// </summary>
    public static Tensor LogGammaHalfStep(Tensor x)
    {
        var (large, inverse, moderate) = SplitAtTen(x);
        var square = inverse.Square();
        var series = inverse * (-1.0 / 8 + square * (1.0 / 192 - square * (1.0 / 640 - square * (17.0 / 14336))));
        return large.Where(series, (moderate + 0.5).Lgamma() - moderate.Lgamma() - moderate.Log() * 0.5);
    }

    /// <summary>(x + ½) (ψ(x + ½) − ψ(x)), x &gt; 0; from x = 10 on by the derivative of the same series.</summary>
    public static Tensor DigammaHalfStep(Tensor x)
    {
        var (large, inverse, moderate) = SplitAtTen(x);
        var square = inverse.Square();
        var series = (inverse * 0.5 + 1) * (inverse * (1.0 / 8 - square * (1.0 / 64 - square * (1.0 / 128 - square * (17.0 / 2048)))) + 0.5);
        return large.Where(series, (moderate + 0.5) * ((moderate + 0.5).Digamma() - moderate.Digamma()));
    }

    /// <summary>log Γ(x + n/2) − log Γ(x) − ½ n log x, x &gt; 0, as a product of ratios near 1; its memory grows with n.</summary>
    public static Tensor LogGammaHalfSteps(Tensor x, long count)
    {
        var odd = count % 2;
        var places = Tensor.Arange(count / 2, x.DType, x.Device) + 0.5 * odd;
        var whole = (places / x.Unsqueeze(-1)).Log1p().Sum([-1]);
        return odd == 0 ? whole : whole + LogGammaHalfStep(x);
    }

    /// <summary>The smallest normal number of the type, above 0.</summary>
    public static double Smallest(DType dtype) => dtype == DType.F64 ? 2.2250738585072014e-308 : 1.17549435e-38;

    /// <summary>The number next to 1, below it.</summary>
    public static double BelowOne(DType dtype) => dtype == DType.F64 ? 1 - 1.1102230246251565e-16 : 1 - 5.9604645e-8;

    /// <summary>eˣ, kept between the smallest normal and the greatest number of the type.</summary>
    public static Tensor FiniteExp(Tensor x)
    {
        var (least, most) = x.DType == DType.F64 ? (-708.3, 709.7) : (-87.3, 88.7);
        return x.Clamp(least, most).Exp();
    }

    /// <summary>The moment where it exists, ∞ elsewhere; the shapes broadcast.</summary>
    public static Tensor InfiniteUnless(Tensor exists, Tensor moment) => moment.MaskedFill(exists.LogicalNot(), double.PositiveInfinity);

    /// <summary>Σ_k e^(log p_k) f_k over the last axis, where a category of probability 0 counts nothing even if f is infinite there.</summary>
    public static Tensor Expectation(Tensor logP, Tensor f)
    {
        var p = logP.Exp();
        return (p * f.MaskedFill(p.Eq(0), 0)).Sum([-1]);
    }

    /// <summary>Where x is above 10, 1/x there, and x itself elsewhere; a branch not taken gets a harmless number, as it must not send NaN back.</summary>
    private static (Tensor Large, Tensor Inverse, Tensor Moderate) SplitAtTen(Tensor x)
    {
        var large = x.Gt(10);
        return (large, x.MaskedFill(large.LogicalNot(), 10).Reciprocal(), x.MaskedFill(large, 1));
    }
}
