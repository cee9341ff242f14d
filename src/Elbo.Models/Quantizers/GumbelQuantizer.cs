using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Quantizers;

/// <summary>
/// A categorical code relaxed by Gumbel noise: logits W z, y = softmax((logits + g)/τ), vector y·e (Jang et al. 2017, arXiv 1611.01144;
/// Maddison et al. 2017). In evaluation the most likely code, without noise. Term <c>kl</c> is KL(q ‖ uniform) = Σ q log(qK) of the
/// categorical q = softmax(logits), nats per position and summed over positions: a part of the bound.
/// State <c>logits</c> (a linear map), <c>vectors</c> [K, D] and <c>steps</c>, the training batches that τ depends on.
/// </summary>
public sealed class GumbelQuantizer : Quantizer
{
    private readonly GumbelQuantizerConfig config;
    private readonly Linear logits;
    private readonly Tensor vectors, steps;

    /// <param name="size">D, at least 1.</param>
    /// <exception cref="ArgumentException">The configuration is wrong; the message says all that is.</exception>
    public GumbelQuantizer(GumbelQuantizerConfig config, int size, Generator generator, DType dtype = DType.F32)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        if (config.Problems().ToList() is { Count: > 0 } problems) throw new ArgumentException(string.Join("; ", problems), nameof(config));
        this.config = config;
        Size = size;
        Levels = [config.Codes];
        logits = Child("logits", new Linear(size, config.Codes, generator, dtype: dtype));
        using var scope = TensorScope.Enter();
        vectors = Param("vectors", Tensor.Randn([config.Codes, size], generator, dtype));
        steps = Buffer("steps", Tensor.Zeros([1], DType.I64, generator.Device));
    }

    /// <inheritdoc/>
    public override int Size { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<int> Levels { get; }

    /// <summary>τ = max(least, τ₀ e^{−r t}) with t rounded down to the interval (Jang et al. 2017, §4.2).</summary>
    public double Temperature
    {
        get
        {
            var rounded = steps.ToInt64() / config.CoolingInterval * config.CoolingInterval;
            return Math.Max(config.LeastTemperature, config.Temperature * Math.Exp(-config.CoolingRate * rounded));
        }
    }

    /// <inheritdoc/>
    public override Quantized Quantize(Tensor z, NoiseStream noise)
    {
        var rows = Rows(z);
        var scores = logits.Forward(rows);
        var logQ = scores.LogSoftmax(-1);
        var kl = (logQ.Exp() * (logQ + Math.Log(config.Codes))).Sum([-1]);
        var (codes, quantised) = IsTraining ? Draw(scores, noise) : MostLikely(scores);
        if (IsTraining && rows.Size(0) > 0) steps.AddInPlace(1);
        var leading = z.Shape[..^1].ToArray();
        return new(quantised.View(z.Shape), codes.View([.. leading, 1]), [new("kl", kl.View(leading), config.KlWeight, PositionReduction.Sum, Unit.Nats)], Levels);
    }

    /// <inheritdoc/>
    public override Tensor Lookup(Tensor codes)
    {
        CheckCodes(codes);
        return vectors.IndexSelect(0, codes.Reshape([-1])).View([.. codes.Shape[..^1], Size]);
    }

    private (Tensor Codes, Tensor Vectors) Draw(Tensor scores, NoiseStream noise)
    {
        var y = ((scores + RandomRows.Gumbel(scores.Shape, noise, scores.Device, scores.DType)) / Temperature).Softmax(-1);
        var codes = y.Detach().Argmax(-1);
        if (config.Hard) y = StraightThrough.Apply(y, Tensor.Zeros(y.Shape, y.DType, y.Device).ScatterInPlace(1, codes.Unsqueeze(-1), 1));
        return (codes, y.Matmul(vectors));
    }

    private (Tensor Codes, Tensor Vectors) MostLikely(Tensor scores)
    {
        var codes = scores.Detach().Argmax(-1);
        return (codes, vectors.IndexSelect(0, codes));
    }
}
