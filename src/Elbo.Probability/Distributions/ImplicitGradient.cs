using Elbo.Torch;

namespace Elbo.Probability;

/// <summary>
/// Draws of any sampler made differentiable by the distribution function: dx/dθ = −(∂F/∂θ)/p at fixed F(x) (Figurnov et al. 2018, arXiv 1805.08498, eq. 4). The inverse of F is never
/// asked for. First derivatives alone: taking second ones is an error.
/// </summary>
public sealed class ImplicitGradient : CustomFunction
{
    private static readonly ImplicitGradient instance = new();

    private ImplicitGradient()
    {
    }

    /// <summary>The values of <paramref name="x"/>, differentiable in the parameters of <paramref name="distribution"/>.</summary>
    /// <param name="distribution">Of independent elements, continuous, with a distribution function.</param>
    /// <param name="x">Draws <c>[sample…, batch…, event…]</c> however they were made.</param>
    /// <exception cref="ArgumentException">The distribution has no distribution function, or is discrete.</exception>
    public static Tensor Of(Distribution distribution, Tensor x)
    {
        if (distribution is not IHasCdf cdf || distribution.Support.IsDiscrete) throw new ArgumentException($"{distribution} has no distribution function with a slope", nameof(distribution));
        Tensor value = x.Detach().Clone(), level = cdf.Cdf(value), density;
        using (Gradients.Off()) density = distribution.Elements().LogProb(value);
        instance.Attach([level], [value], [density]);
        return value;
    }

    /// <inheritdoc/>
    protected override void Backward(ReadOnlySpan<Tensor?> incoming, ReadOnlySpan<Tensor> saved, ReadOnlySpan<bool> needed, Span<Tensor?> gradients) =>
        gradients[0] = incoming[0] is { } cotangent ? -cotangent * (-saved[0]).Exp() : null;
}
