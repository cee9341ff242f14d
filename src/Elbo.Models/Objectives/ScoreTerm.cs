using Elbo.Models.Latents;
using Elbo.Torch;

namespace Elbo.Models.Objectives;

/// <summary>
/// What the draws of a rejection sampler leave out of the gradient of an expectation: the cost of a draw times the derivative of the log-density of its noise (Naesseth et al.
/// 2017, arXiv 1610.05683). From the cost the mean of the other examples is taken, which has no part in the expectation and much in the noise.
/// </summary>
internal static class ScoreTerm
{
    /// <summary>[B], 0 in value; null where the gradients of all draws are whole.</summary>
    /// <param name="cost">What is averaged over draws, [S, B] or [B] nats.</param>
    public static Tensor? Of(Bound bound, Func<Tensor> cost)
    {
        Tensor? correction = null;
        foreach (var site in bound.Sites)
            if (site.Correction is { } part) correction = correction is null ? part : correction + part;
        if (correction is null) return null;
        Tensor above;
        using (Gradients.Off())
        {
            above = cost();
            var count = above.Size(-1);
            if (count > 1) above = (above - above.Mean([-1], true)) * (count / (count - 1.0));
        }
        return SampleAxis.Mean(correction * above);
    }
}
