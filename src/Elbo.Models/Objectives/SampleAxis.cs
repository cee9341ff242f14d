using Elbo.Torch;

namespace Elbo.Models.Objectives;

/// <summary>The leading axis of draws.</summary>
public static class SampleAxis
{
    /// <summary>[S, B] to [B], a mean over draws; [B], which is the same for all of them, stays.</summary>
    public static Tensor Mean(Tensor values) => values.Rank < 2 ? values : values.Size(0) == 1 ? values.Squeeze(0) : values.Mean([0]);
}
