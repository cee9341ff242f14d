using Elbo.Torch;

namespace Elbo.Models.Quantizers;

/// <summary>
/// Each stage quantises what those before left over: r₀ = z, q_k = Q_k(r_{k−1}), r_k = r_{k−1} − sg(q_k), ẑ = Σ q_k (Zeghidour et al.
/// 2021, arXiv 2107.03312, algorithm 1). Stages are named "0", "1", …; terms of one name add up over the stages. The estimator acts once
/// on the sum: with one per stage, the gradient of z would be counted as often as there are stages.
/// </summary>
public sealed class ResidualQuantizer : Quantizer
{
    private readonly Quantizer[] stages;
    private readonly GradientEstimator estimator;
    private readonly double dropout;

    /// <param name="stages">Taken over; all of one length of vectors, with one code per position each.</param>
    /// <param name="dropout">Probability that a training batch uses only the first n stages, n uniform in 1 … all; the codes of the others are then −1.</param>
    /// <param name="estimator">Of the sum; those of the stages do not matter.</param>
    public ResidualQuantizer(IReadOnlyList<Quantizer> stages, double dropout = 0, GradientEstimator estimator = GradientEstimator.StraightThrough)
    {
        if (stages.Count == 0) throw new ArgumentException("a residual quantiser needs at least one stage", nameof(stages));
        if (stages.Any(s => s.Size != stages[0].Size || s.Levels.Count != 1)) throw new ArgumentException("the stages must have one length of vectors and one code per position", nameof(stages));
        if (dropout is not (>= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(dropout), dropout, "must be 0 to 1");
        this.stages = [.. stages];
        (this.dropout, this.estimator) = (dropout, estimator);
        for (var k = 0; k < stages.Count; k++) Child(k.ToString(System.Globalization.CultureInfo.InvariantCulture), stages[k]);
        Levels = [.. stages.Select(s => s.Levels[0])];
    }

    /// <inheritdoc/>
    public override int Size => stages[0].Size;

    /// <inheritdoc/>
    public override IReadOnlyList<int> Levels { get; }

    /// <inheritdoc/>
    public override Quantized Quantize(Tensor z, NoiseStream noise)
    {
        CheckVectors(z);
        var used = IsTraining ? StagesOfBatch(noise) : stages.Length;
        var residual = z;
        Tensor? sum = null;
        var codes = new Tensor[stages.Length];
        var terms = new List<QuantizerTerm>();
        for (var k = 0; k < stages.Length; k++)
        {
            if (k >= used)
            {
                codes[k] = codes[0].FullLike(-1);
                continue;
            }
            var result = stages[k].Quantize(residual, noise);
            var quantised = result.Vectors.Detach();
            residual -= quantised;
            sum = sum is null ? quantised : sum + quantised;
            codes[k] = result.Codes;
            terms.AddRange(result.Terms);
        }
        // A copy: with one stage the sum is that stage's own memory.
        return new(estimator.Apply(z, sum!.Clone()), Ops.Cat(codes, -1), QuantizerTerm.Merge(terms), Levels);
    }

    /// <summary>Σ_k e_k over the stages whose code is not −1: the first few codes alone give a coarser vector.</summary>
    public override Tensor Lookup(Tensor codes)
    {
        CheckCodes(codes, least: -1);
        Tensor? sum = null;
        for (var k = 0; k < stages.Length; k++)
        {
            var stage = codes.Narrow(-1, k, 1);
            var part = stages[k].Lookup(stage.ClampMin(0));
            part = part.MaskedFill(stage.Lt(0), 0);
            sum = sum is null ? part : sum + part;
        }
        return sum!;
    }

    private int StagesOfBatch(NoiseStream noise)
    {
        if (dropout == 0) return stages.Length;
        const int Resolution = 1 << 20;
        return RandomRows.Whole(Resolution, noise) < dropout * Resolution ? 1 + RandomRows.Whole(stages.Length, noise) : stages.Length;
    }
}
