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

    /// <summary>Notes as <c>dimensions_at_floor</c> [B] how many dimensions of each example ask for a spread below the floor, a mean over draws.</summary>
    public void Note(Tensor value, Pass? pass)
    {
        if (pass is null) return;
        using var off = Gradients.Off();
        var count = value.Lt(Floor).To(DType.F32).Sum([-1]);
        pass.Note(new("dimensions_at_floor", count.Rank > 1 ? count.Mean([0]) : count, Unit.Count));
    }
}
