using Elbo.Probability;
using Elbo.Torch;

namespace Elbo.Models.Zoo.Vimco;

/// <summary>q(c | x) = ∏_n q(c_n | x) over N codes of K values each, I64 [B, N]; borrows its tensor.</summary>
internal sealed class CategoricalGrid : Distribution
{
    private readonly Tensor logits, probabilities;

    static CategoricalGrid() => Probability.Kl.Register<CategoricalGrid, UniformCodes>((q, _) => q.KlToUniform());

    /// <param name="logits">log q(c_n = k | x) up to a constant for each code, [B, N, K].</param>
    public CategoricalGrid(Tensor logits) : base(logits.Shape[..^1], 1, DType.I64, logits.Device)
    {
        this.logits = logits;
        probabilities = logits.Detach().Softmax(-1);
    }

    public override Support Support => Support.Categories(logits.Size(-1));

    /// <inheritdoc/>
    public override bool HasIndependentElements => false;

    /// <summary>log q(c_n = k | x), [B, N, K] nats.</summary>
    public Tensor LogProbabilities() => logits.LogSoftmax(-1);

    /// <summary>The likeliest codes, I64 [B, N].</summary>
    public override Tensor? Location() => probabilities.Argmax(-1);

    /// <summary>Draws of every code by inversion, I64 [S, B, N]; without gradient, as codes have none.</summary>
    /// <inheritdoc/>
    public override Drawn Draw(NoiseStream noise, params ReadOnlySpan<long> sampleShape)
    {
        if (sampleShape.Length > 1) throw new ArgumentException("codes are drawn with one leading axis at most", nameof(sampleShape));
        using var off = Gradients.Off();
        using var scope = TensorScope.Enter();
        var shape = probabilities.Shape;
        var cumulative = probabilities.Cumsum(-1);
        var uniforms = noise.Uniform([shape[0], shape[1], sampleShape.Length == 0 ? 1 : sampleShape[0]], logits.Device).To(logits.DType);
        // Rounding leaves the last sum a little off 1.
        var codes = cumulative.Searchsorted(uniforms * cumulative.Narrow(-1, shape[2] - 1, 1), right: true).ClampMax(shape[2] - 1);
        return new(scope.Keep(sampleShape.Length == 0 ? codes.Squeeze(-1) : codes.Permute([2, 0, 1])), this, null);
    }

    /// <param name="x">Codes [S, B, N] or [B, N] that have a probability, as drawn ones have.</param>
    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x)
    {
        CheckEvent(x);
        return x.Rank == 3
            ? DrawnCodes.LogProb(logits, probabilities, x.Permute([1, 2, 0])).T()
            : DrawnCodes.LogProb(logits, probabilities, x.Unsqueeze(-1)).Squeeze(-1);
    }

    /// <summary>KL(q ‖ uniform) = N log K − H(q), [B] nats.</summary>
    public Tensor KlToUniform()
    {
        var logQ = LogProbabilities();
        return (logQ.Exp() * (logQ + Math.Log(logits.Size(-1)))).Sum([1, 2]);
    }

    /// <inheritdoc/>
    public override Distribution Detached() => new CategoricalGrid(logits.Detach());

    /// <inheritdoc/>
    public override Distribution Elements() => throw new NotSupportedException("a grid of codes is not asked by element");

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
