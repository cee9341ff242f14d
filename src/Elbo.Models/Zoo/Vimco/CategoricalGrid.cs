using Elbo.Torch;

namespace Elbo.Models.Zoo.Vimco;

/// <summary>q(c | x) = ∏_n q(c_n | x) over N codes of K values each; borrows its tensor.</summary>
/// <param name="logits">log q(c_n = k | x) up to a constant for each code, [B, N, K].</param>
internal sealed class CategoricalGrid(Tensor logits)
{
    private readonly Tensor probabilities = logits.Detach().Softmax(-1);

    /// <summary>log q(c_n = k | x), [B, N, K] nats.</summary>
    public Tensor LogProbabilities() => logits.LogSoftmax(-1);

    /// <summary>The likeliest codes, I64 [B, N].</summary>
    public Tensor Mode() => probabilities.Argmax(-1);

    /// <summary>S draws of every code by inversion, I64 [B, N, S]; without gradient, as codes have none.</summary>
    public Tensor Draw(int samples, NoiseStream noise)
    {
        using var off = Gradients.Off();
        using var scope = TensorScope.Enter();
        var shape = probabilities.Shape;
        var cumulative = probabilities.Cumsum(-1);
        var uniforms = noise.Uniform([shape[0], shape[1], samples], logits.Device, logits.DType);
        // Rounding leaves the last sum a little off 1.
        return scope.Keep(cumulative.Searchsorted(uniforms * cumulative.Narrow(-1, shape[2] - 1, 1), right: true).ClampMax(shape[2] - 1));
    }

    /// <summary>log q(c | x) [S, B] nats of codes I64 [B, N, S] that have a probability, as drawn ones have.</summary>
    public Tensor LogProb(Tensor codes) => DrawnCodes.LogProb(logits, probabilities, codes).T();

    /// <summary>KL(q ‖ uniform) = N log K − H(q), [B] nats.</summary>
    public Tensor KlToUniform()
    {
        var logQ = LogProbabilities();
        return (logQ.Exp() * (logQ + Math.Log(logits.Size(-1)))).Sum([1, 2]);
    }

    /// <summary>
    /// Σ_n log q(c_n), whose gradient in the logits is one-hot(c_n) − q(· | x). Written out, as the table of all codes' probabilities is most of
    /// the memory of a step: here one such table is read and one made, where the chain of operators makes four.
    /// </summary>
    private sealed class DrawnCodes : CustomFunction
    {
        private static readonly DrawnCodes Instance = new();

        /// <returns>[B, S] nats.</returns>
        public static Tensor LogProb(Tensor logits, Tensor probabilities, Tensor codes)
        {
            Tensor sums;
            using (Gradients.Off()) sums = probabilities.Gather(-1, codes).Log().Sum([1]);
            Instance.Attach([logits], [sums], [probabilities, codes]);
            return sums;
        }

        protected override void Backward(ReadOnlySpan<Tensor?> incoming, ReadOnlySpan<Tensor> saved, ReadOnlySpan<bool> needed, Span<Tensor?> gradients)
        {
            var (probabilities, codes, weights) = (saved[0], saved[1], incoming[0]!);
            var gradient = probabilities * -weights.Sum([-1]).View([-1, 1, 1]);
            gradients[0] = gradient.ScatterAddInPlace(-1, codes, weights.Unsqueeze(1).Expand(codes.Shape));
        }
    }
}
