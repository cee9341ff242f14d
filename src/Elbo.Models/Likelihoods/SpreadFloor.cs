using Elbo.Torch;

namespace Elbo.Models.Likelihoods;

/// <summary>
/// A least value of a log-spread: a density is unbounded where its variance can run to 0 (Kingma &amp; Welling's Frey Face decoder on a
/// constant pixel). Smooth, so that a dimension that has reached the floor still feels the gradient that lifts it.
/// </summary>
internal readonly record struct SpreadFloor(double Floor)
{
    /// <summary>f + log(1 + e^(v − f)): v itself well above the floor f, never below it.</summary>
    /// <param name="value">v, […, D], any real.</param>
    public Tensor Apply(Tensor value) => (value - Floor).Softplus() + Floor;
}
