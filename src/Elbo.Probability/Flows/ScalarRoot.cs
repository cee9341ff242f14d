using Elbo.Torch;

namespace Elbo.Probability.Flows;

/// <summary>Roots of increasing functions, one for each element.</summary>
internal static class ScalarRoot
{
    // 2⁻⁷⁰ of the interval: beyond f64.
    private const int Halvings = 70;

    /// <summary>The root of f between ends at which it is of different sign, differentiable in all that f depends on.</summary>
    /// <param name="f">Increasing in its argument.</param>
    /// <param name="derivative">f′.</param>
    public static Tensor Of(Func<Tensor, Tensor> f, Func<Tensor, Tensor> derivative, Tensor low, Tensor high)
    {
        Tensor root, slope;
        using (Gradients.Off())
        {
            (low, high) = (low.Detach(), high.Detach());
            for (var k = 0; k < Halvings; k++)
            {
                var middle = (low + high) * 0.5;
                var below = f(middle).Lt(0);
                (low, high) = (below.Where(middle, low), below.Where(high, middle));
            }
            root = (low + high) * 0.5;
            slope = derivative(root);
        }
        // One step of Newton's, whose value changes nothing: its gradient is that of the implicit function.
        return root - f(root) / slope;
    }
}
