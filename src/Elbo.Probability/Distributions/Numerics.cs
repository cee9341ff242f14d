using Elbo.Torch;

namespace Elbo.Probability;

/// <summary>Elementary functions in the form that keeps all digits.</summary>
internal static class Numerics
{
    /// <summary>log(1 + eˣ). libtorch's own threshold of 20 loses 2·10⁻⁹, which f64 sees; at 40 the loss is below its rounding.</summary>
    public static Tensor Softplus(Tensor x) => x.Softplus(1, 40);
}
