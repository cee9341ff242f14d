using Elbo.Torch;

namespace Elbo.Probability;

/// <summary>Reductions of log-weights.</summary>
public static class Estimates
{
    /// <summary>log (1/K Σ_k w_k) along <paramref name="axis"/>, which drops out; differentiable, its gradient is softmax(log w).</summary>
    /// <param name="logW">log w, nats.</param>
    /// <param name="axis">Which axis holds the K samples; a negative one counts from the end.</param>
    public static Tensor LogMeanExp(Tensor logW, int axis = 0) => logW.Logsumexp([axis]) - Math.Log(logW.Size(axis));
}
