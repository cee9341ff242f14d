using Elbo.Models.Likelihoods;
using Elbo.Torch;

namespace Elbo.Models.Zoo.Vimco;

/// <summary>q(c | x) = ∏_n q(c_n | x) over N codes of K values each; borrows its tensor.</summary>
/// <param name="logProbabilities">log q(c_n = k | x), [B, N, K] nats.</param>
internal readonly struct CategoricalGrid(Tensor logProbabilities)
{
    /// <summary>[B, N, K] nats.</summary>
    public Tensor LogProbabilities => logProbabilities;

    /// <summary>The likeliest codes, I64 [B, N].</summary>
    public Tensor Mode() => logProbabilities.Detach().Argmax(-1);

    /// <summary>S draws of every code by inversion, I64 [B, N, S]; without gradient, as codes have none.</summary>
    public Tensor Draw(int samples, NoiseStream noise)
    {
        using var off = Gradients.Off();
        var cumulative = logProbabilities.Detach().Exp().Cumsum(-1);
        var shape = logProbabilities.Shape;
        var uniforms = UniformNoise.Open(noise, [shape[0], shape[1], samples], logProbabilities.Device).To(logProbabilities.DType);
        // Rounding leaves the last sum a little off 1.
        return cumulative.Searchsorted(uniforms * cumulative.Narrow(-1, shape[2] - 1, 1), right: true).ClampMax(shape[2] - 1);
    }

    /// <summary>log q(c | x) [S, B] nats of codes I64 [B, N, S].</summary>
    public Tensor LogProb(Tensor codes) => logProbabilities.Gather(-1, codes).Sum([1]).T();

    /// <summary>KL(q ‖ uniform) = N log K − H(q), [B] nats.</summary>
    public Tensor KlToUniform() => (logProbabilities.Exp() * (logProbabilities + Math.Log(logProbabilities.Size(-1)))).Sum([1, 2]);
}
