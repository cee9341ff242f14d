using Elbo.Torch;

namespace Elbo.Probability;

/// <summary>Closed forms of KL(q‖p) for distributions on a sphere, <c>[batch…]</c>, nats.</summary>
internal static class SphereClosedForms
{
    /// <summary>κ A(κ) − log Λ(κ), whatever the mean direction (arXiv 1804.00891, §3.2); its derivative is κ A′(κ).</summary>
    public static Tensor Between(VonMisesFisher q, HypersphericalUniform p) => q.DivergenceFromUniform();

    /// <summary>A(κ_q) (κ_q − κ_p μ_qᵀμ_p) − log Λ(κ_q) + log Λ(κ_p).</summary>
    public static Tensor Between(VonMisesFisher q, VonMisesFisher p)
    {
        var m = new Concentrations(q.EventShape[^1]);
        var turn = (Numerics.Wide(q.Mu) * Numerics.Wide(p.Mu)).Sum([-1]);
        Tensor kappa = Numerics.Wide(q.Concentration), other = Numerics.Wide(p.Concentration);
        return Shapes.SumLast(m.MeanLength(kappa) * (kappa - other * turn) - m.LogMeanExp(kappa) + m.LogMeanExp(other), q.EventAxes - 1).To(q.DType);
    }

    /// <summary>log |S| + log N + κ (log 2 + ψ(α) − ψ(α + β)), N the normaliser of (1 + μᵀz)^κ (De Cao and Aziz 2020, arXiv 2006.04437).</summary>
    public static Tensor Between(PowerSpherical q, HypersphericalUniform p) => q.DivergenceFromUniform();

    /// <summary>0.</summary>
    public static Tensor Between(HypersphericalUniform q, HypersphericalUniform p) => Tensor.Zeros(Shapes.Broadcast(q.BatchShape, p.BatchShape), q.DType, q.Device);
}
