using Elbo.Torch;

namespace Elbo.Models.Likelihoods;

/// <summary>
/// A least and a greatest value of a log-spread, relative to what the data's spread is: below, a density is unbounded where its variance can run to 0, and a
/// step too long throws the likelihood by thousands of nats; above, e^v leaves the finite numbers. Smooth, so that a dimension at either end still feels the
/// gradient that brings it back (two softplus, as for the log-variances of Chua et al. 2018, arXiv 1805.12114, appendix A.1).
/// </summary>
/// <param name="Low">[D].</param>
/// <param name="High">[D], above <paramref name="Low"/>.</param>
internal readonly record struct SpreadBounds(Tensor Low, Tensor High)
{
    /// <summary>v itself well inside of the bounds, never below the lower and above the upper by no more than the softness, log 2.</summary>
    /// <param name="value">v, […, D], any real.</param>
    public Tensor Apply(Tensor value) => (High - (High - value).Softplus() - Low).Softplus() + Low;

    /// <summary>The v of which <see cref="Apply"/> makes a log-spread between the bounds.</summary>
    public Tensor Invert(Tensor spread)
    {
        var below = Low + (spread - Low).Expm1().Log();
        return High - (High - below).Expm1().Log();
    }
}
