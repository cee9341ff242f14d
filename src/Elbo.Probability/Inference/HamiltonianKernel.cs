using Elbo.Torch;

namespace Elbo.Probability.Inference;

/// <summary>
/// Hamiltonian Monte Carlo (Neal 2011, arXiv 1206.1901): a fresh momentum, one trajectory of leapfrog, and a decision by the error of its energy. Leaves f_β invariant for every step
/// size that does not hang on the chains themselves.
/// </summary>
/// <param name="steps">L, leapfrog steps of a trajectory.</param>
/// <param name="mass">Diagonal of the mass of each variable, broadcast to it; null for 1. Borrowed.</param>
public sealed class HamiltonianKernel(int steps = HamiltonianKernel.UsualSteps, IReadOnlyList<Tensor>? mass = null)
{
    /// <summary>L of Wu et al. 2017.</summary>
    public const int UsualSteps = 10;

    /// <summary>Moves every chain once, in place. Nothing it makes outlives the call.</summary>
    /// <param name="size">ε.</param>
    /// <param name="noise">Of momentum and decision.</param>
    /// <returns>Mean probability of acceptance over all chains, 0 to 1; a trajectory that leaves the finite numbers has 0.</returns>
    public double Move(IAnnealedPath path, ChainState state, double beta, double size, NoiseStream noise)
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        Tensor[] momentum = [.. state.Place.Select((z, k) => Fresh(z, k, noise))];
        var before = state.LogDensity(beta).To(DType.F64) - Kinetic(momentum);
        var end = Leapfrog.Move(path, state, momentum, beta, size, steps, mass);
        var change = end.LogDensity(beta).To(DType.F64) - Kinetic(momentum) - before;
        var ratio = change.ClampMax(0).Exp();
        ratio = ratio.Ne(ratio).Where(Tensor.Zeros(ratio.Shape, DType.F64, ratio.Device), ratio);
        state.TakeWhere(noise.Uniform(ratio.Shape, ratio.Device, DType.F64).Lt(ratio), end);
        return ratio.Mean().ToDouble();
    }

    private Tensor Fresh(Tensor place, int variable, NoiseStream noise)
    {
        var eps = noise.Normal(place.Shape, place.Device, place.DType);
        return mass is null ? eps : eps * mass[variable].Sqrt();
    }

    // ½ pᵀ M⁻¹ p, [C, B].
    private Tensor Kinetic(Tensor[] momentum)
    {
        Tensor? sum = null;
        for (var k = 0; k < momentum.Length; k++)
        {
            var p = momentum[k];
            var square = (mass is null ? p.Square() : p.Square() / mass[k]).Flatten(2).Sum([-1], dtype: DType.F64);
            sum = sum is null ? square : sum + square;
        }
        return sum! * 0.5;
    }
}
