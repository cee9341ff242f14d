using Elbo.Torch;

namespace Elbo.Probability.Inference;

/// <summary>Hamilton's equations for −log f_β(z) + ½ pᵀ M⁻¹ p in steps that are reversible and keep volumes (Neal 2011, arXiv 1206.1901, §2.3).</summary>
public static class Leapfrog
{
    /// <summary>Moves along a trajectory. All that comes out is in the current scope.</summary>
    /// <param name="from">Left as it is.</param>
    /// <param name="momentum">p of each variable [C, B, …]; overwritten by that at the end.</param>
    /// <param name="size">ε.</param>
    /// <param name="steps">L, at least 1: as many evaluations of the densities, as those of the start are known.</param>
    /// <param name="mass">Diagonal of M for each variable, broadcast to it; null for 1.</param>
    /// <returns>The state at the end.</returns>
    public static ChainState Move(IAnnealedPath path, ChainState from, IReadOnlyList<Tensor> momentum, double beta, double size, int steps, IReadOnlyList<Tensor>? mass = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        Tensor[] place = [.. from.Place.Select(z => z.Clone())];
        using (TensorScope.Enter()) Push(from, size / 2);
        for (var step = 1; step < steps; step++)
        {
            using var own = TensorScope.Enter();
            Drift();
            Push(ChainState.At(path, place), size);
        }
        using (TensorScope.Enter()) Drift();
        var end = ChainState.At(path, place);
        using (TensorScope.Enter()) Push(end, size / 2);
        return end;

        void Push(ChainState at, double time)
        {
            var gradient = at.Gradient(beta);
            for (var k = 0; k < gradient.Length; k++) momentum[k].AddInPlace(gradient[k], time);
        }

        void Drift()
        {
            for (var k = 0; k < place.Length; k++) place[k].AddInPlace(mass is null ? momentum[k] : momentum[k] / mass[k], size);
        }
    }
}
