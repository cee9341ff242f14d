using Elbo.Data;
using Elbo.Models.Latents;
using Elbo.Torch;

namespace Elbo.Models.Objectives;

/// <summary>
/// √MMD² between a batch and as many draws of the model, the biased estimate that is never negative (Li, Swersky and Zemel 2015, arXiv 1502.02761, §4.1: the root
/// keeps gradients alive where the discrepancy is small). Term <c>mmd</c>, without a unit; note <c>squared_mmd</c>, the unbiased estimate, by which
/// held-out examples are compared, as the term falls with the size of the batch.
/// </summary>
/// <param name="bandwidths">σ of the kernels, all positive.</param>
public sealed class MomentMatchingObjective(IReadOnlyList<double> bandwidths) : IGenerativeObjective
{
    // The slope of a root at 0 has no end.
    private const double Least = 1e-8;

    /// <inheritdoc/>
    public LossTerms Of(IGenerativeModel model, Batch x, StepContext step)
    {
        var (seen, drawn) = (model.Observed(x).Flatten(1), DrawnExamples.Of(model, x, step.Noise));
        var (withinA, withinB, across) = MomentMatching.Means(seen, drawn, bandwidths, withDiagonal: true);
        // A batch has one discrepancy: it is that of each of its examples.
        var mmd = (withinA + withinB - across * 2).ClampMin(Least).Sqrt().Expand([x.Count]);
        using var off = Gradients.Off();
        return new(mmd, [new("mmd", mmd, Unit.None, 1), new("squared_mmd", MomentMatching.Unbiased(seen, drawn, bandwidths).Expand([x.Count]), Unit.None)]) { Watched = "squared_mmd" };
    }
}
