using Elbo.Torch;

namespace Elbo.Probability;

/// <summary>Elementary functions in the form that keeps all digits.</summary>
internal static class Numerics
{
    /// <summary>log(1 + eˣ). libtorch's own threshold of 20 loses 2·10⁻⁹, which f64 sees; at 40 the loss is below its rounding.</summary>
    public static Tensor Softplus(Tensor x) => x.Softplus(1, 40);

    /// <summary>Σ_k e^(log p_k) f_k over the last axis, where a category of probability 0 counts nothing even if f is infinite there.</summary>
    public static Tensor Expectation(Tensor logP, Tensor f)
    {
        var p = logP.Exp();
        return (p * f.MaskedFill(p.Eq(0), 0)).Sum([-1]);
    }
}
