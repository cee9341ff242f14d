using Elbo.Models.Networks;
using Elbo.Torch;

namespace Elbo.Models.Quantizers;

/// <summary>
/// The nearest of K code vectors (van den Oord et al. 2017, arXiv 1711.00937). Terms <c>commitment</c> ‖z − sg(e)‖² and, where the
/// codebook learns by gradient, <c>codebook</c> ‖sg(z) − e‖². State under <c>codebook</c>, see <see cref="Quantizers.Codebook"/>.
/// </summary>
/// <remarks>
/// Averages, restarts and k-means act in training calls alone: the vectors returned are those of the codebook before the batch. Restarted
/// codes of a learned codebook keep the moments their optimizer has of the old ones.
/// </remarks>
public sealed class VectorQuantizer : Quantizer
{
    private readonly VectorQuantizerConfig config;

    /// <param name="size">D, at least 1.</param>
    /// <param name="generator">Draws the codes.</param>
    /// <exception cref="ArgumentException">The configuration is wrong; the message says all that is.</exception>
    public VectorQuantizer(VectorQuantizerConfig config, int size, Generator generator, DType dtype = DType.F32)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        if (config.Problems().ToList() is { Count: > 0 } problems) throw new ArgumentException(string.Join("; ", problems), nameof(config));
        this.config = config;
        Size = size;
        Levels = [config.Codes];
        Codebook = Child("codebook", new Codebook(config, size, generator, dtype));
    }

    /// <inheritdoc/>
    public override int Size { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<int> Levels { get; }

    /// <summary>The K code vectors of length D, and how often each is used.</summary>
    public Codebook Codebook { get; }

    /// <inheritdoc/>
    public override Quantized Quantize(Tensor z, NoiseStream noise)
    {
        var rows = Rows(z);
        if (config.Metric == CodeMetric.Cosine) rows = UnitRows.Of(rows);
        var following = IsTraining && Codebook.Prepare(rows.Detach(), noise);
        var vectors = Codebook.Vectors();
        var codes = NearestCodes.Of(rows, vectors);
        var quantised = vectors.Detach().IndexSelect(0, codes);
        var (commitment, learning) = CodeDistances.Of(rows, vectors, codes, quantised);
        if (following) Codebook.Record(rows.Detach(), codes);
        var leading = z.Shape[..^1].ToArray();
        List<QuantizerTerm> terms = [new("commitment", commitment.View(leading), config.Commitment)];
        if (config.Learning == CodebookLearning.Gradient) terms.Add(new("codebook", learning.View(leading), config.CodebookWeight));
        return new(config.Estimator.Apply(rows, quantised).View(z.Shape), codes.View([.. leading, 1]), terms, Levels);
    }

    /// <inheritdoc/>
    public override Tensor Lookup(Tensor codes)
    {
        CheckCodes(codes);
        return Codebook.Vectors().IndexSelect(0, codes.Reshape([-1])).View([.. codes.Shape[..^1], Size]);
    }
}
