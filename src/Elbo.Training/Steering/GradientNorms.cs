using Elbo.Torch.Optim;

namespace Elbo.Training.Steering;

/// <summary>
/// Reads the norm of the whole gradient off the optimizer. Where nothing is clipped it costs a pass over the gradients, so then only
/// the first step of an epoch and every sixteenth are looked at.
/// </summary>
internal static class GradientNorms
{
    private const int Every = 16;

    /// <summary>Takes the optimizer's step.</summary>
    /// <param name="step">Steps done before.</param>
    /// <param name="first">Whether none was taken in this epoch.</param>
    /// <returns>The norm before clipping; null where it was not taken.</returns>
    public static double? Step(Optimizer optimizer, double? clipNorm, long step, bool first)
    {
        var taken = clipNorm is not null || first || step % Every == 0;
        // A bound that no finite gradient exceeds: the norm is known and nothing is scaled.
        optimizer.Clip = taken ? GradientClip.ByNorm(clipNorm ?? double.MaxValue) : GradientClip.None;
        optimizer.Step();
        return taken ? optimizer.LastGradientNorm : null;
    }
}
