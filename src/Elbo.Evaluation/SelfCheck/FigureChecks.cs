using Elbo.Data;
using Elbo.Evaluation.Detection;
using Elbo.Evaluation.Latents;
using Elbo.Evaluation.Likelihood;
using Elbo.Evaluation.Quality;
using Elbo.Models;
using Elbo.Models.Quantizers;
using Elbo.Probability;
using Elbo.Torch;

namespace Elbo.Evaluation.SelfCheck;

/// <summary>Figures without draws, against values worked out by hand; part of <see cref="SelfCheckSuite"/>.</summary>
internal static class FigureChecks
{
    public static IEnumerable<SelfCheckRow> Run() => [.. Areas(), .. Images(), .. Codes(), .. Densities()];

    /// <summary>Wins of {3, 2, 2, 5} over {1, 2, 3} with ties: 8.5 of 12; shares of each score have sample variances 1/16 and 19/192.</summary>
    private static IEnumerable<SelfCheckRow> Areas()
    {
        var area = RocArea.Of([3, 2, 2, 5], [1, 2, 3]);
        yield return SelfCheckRow.Of("auroc.ties", area.Mean, 8.5 / 12, 0);
        // Looked for at 3 and 1 among one at 2: precision 1 and 2/3.
        yield return SelfCheckRow.Of("average-precision", AveragePrecision.Of([3, 1], [2]), 5.0 / 6, 0);
        yield return SelfCheckRow.Of("auroc.delong-error", area.StandardError, Math.Sqrt(7) / 12, 0);
    }

    private static IEnumerable<SelfCheckRow> Images()
    {
        List<SelfCheckRow> rows = [];
        // Off by 0.1 and by 0.01 all over: 20 and 40 dB, 30 on average, where their mean square 0.00505 would be 23.
        using var data = new FixedExamples([.. Enumerable.Repeat(0.5f, 144), .. Enumerable.Repeat(0.25f, 144)], [1, 12, 12], 2);
        var quality = ReconstructionQuality.Measure(new Brighter(), data, Split.Test);
        // Images are f32.
        rows.Add(SelfCheckRow.Of("psnr.20-40", quality.Psnr.Mean, 30, 1e-5));
        rows.Add(SelfCheckRow.Of("mse.20-40", quality.MeanSquaredError.Mean, 0.00505, 1e-8));
        using var scope = TensorScope.Enter();
        double[] a = [.. Enumerable.Range(0, 121).Select(k => 0.5 + 0.4 * Math.Sin(k))], b = [.. Enumerable.Range(0, 121).Select(k => 0.4 + 0.3 * Math.Sin(k) + 0.1 * Math.Cos(3 * k))];
        var similarity = StructuralSimilarity.Of(Tensor.From(a, 1, 1, 11, 11), Tensor.From(b, 1, 1, 11, 11)).ToDouble();
        rows.Add(SelfCheckRow.Of("ssim.one-window", similarity, OneWindow(a, b), 0));
        return rows;
    }

    private static IEnumerable<SelfCheckRow> Codes()
    {
        yield return SelfCheckRow.Of("perplexity.five-alike", CodeUsage.Perplexity([7, 0, 7, 7, 0, 7, 7]), 5, 1e-8);
        // ½, ¼, ¼: 1½ bits; 1e-10 is added to the shares.
        yield return SelfCheckRow.Of("perplexity.half-quarter-quarter", CodeUsage.Perplexity([2, 1, 1]), Math.Pow(2, 1.5), 1e-8);
        // Texts of 5 and 10 words that cost 10 and 30 nats: 40/15 a word, and 2 and 3 on average; residuals ±10/3 over 7.5 words each.
        var perplexity = Perplexity.Of([10, 30], [5, 10]);
        yield return SelfCheckRow.Of("perplexity.words", perplexity.Corpus.Mean, Math.Exp(40.0 / 15), 0);
        yield return SelfCheckRow.Of("perplexity.words.standard-error", perplexity.Corpus.StandardError, Math.Exp(40.0 / 15) * (10.0 / 3 / 7.5), 0);
        yield return SelfCheckRow.Of("perplexity.texts", perplexity.Documents.Mean, Math.Exp(2.5), 0);
        // A binary factor that one dimension tells in three cases of four, and another not at all: 1 − H(¼)/log 2.
        var gap = MutualInformationGap.Of([0, 5, 0, 5, 0, 5, 9, 5, 9, 5, 9, 5, 9, 5, 0, 5], [0, 0, 0, 0, 1, 1, 1, 1], [new("v", 2)]);
        yield return SelfCheckRow.Of("mig.three-of-four", gap.Gap.Mean, 1 - (-0.25 * Math.Log2(0.25) - 0.75 * Math.Log2(0.75)), 0);
        using var graded = new GradedCode();
        yield return SelfCheckRow.Of("active-units.threshold", ActiveUnits.Measure(graded, graded.Examples, Split.Test).Count, GradedCode.Active, 0);
    }

    private static IEnumerable<SelfCheckRow> Densities()
    {
        List<SelfCheckRow> rows = [];
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        Tensor D(params double[] values) => Tensor.From(values);
        // (α_q − α_p) ψ(α_q) − log Γ(α_q) + log Γ(α_p) + α_p log(β_q/β_p) + α_q (β_p − β_q)/β_q with ψ(3) = 3/2 − γ.
        var exact = 1.5 - 0.57721566490153286 - Math.Log(2) + 2 * Math.Log(2 / 1.5) + 3 * (1.5 - 2) / 2;
        rows.Add(SelfCheckRow.Of("kl.gamma-gamma.by-hand", Kl.Between(new Gamma(D(3), D(2)), new Gamma(D(2), D(1.5))).ToDouble(), exact, 0));
        var (mu, scale) = (0.3, 0.05);
        var grey = new DiscretisedLogistic(D(mu), D(Math.Log(scale)));
        double Mass(int k) => grey.LogProb(D(k / 255.0)).Exp().ToDouble();
        double Below(double x) => 1 / (1 + Math.Exp(-(x - mu) / scale));
        rows.Add(SelfCheckRow.Of("discretised-logistic.total", Enumerable.Range(0, 256).Sum(Mass), 1, 1e-7));
        rows.Add(SelfCheckRow.Of("discretised-logistic.inside", Mass(100), Below(100.5 / 255) - Below(99.5 / 255), 0));
        rows.Add(SelfCheckRow.Of("discretised-logistic.lowest", Mass(0), Below(0.5 / 255), 0));
        rows.Add(SelfCheckRow.Of("discretised-logistic.highest", Mass(255), 1 - Below(254.5 / 255), 0));
        return rows;
    }

    /// <summary>SSIM of 11 × 11 numbers, one window, by its definition.</summary>
    private static double OneWindow(double[] a, double[] b)
    {
        double[] weights = [.. Enumerable.Range(0, 121).Select(k => Math.Exp(-((k / 11 - 5) * (k / 11 - 5) + (k % 11 - 5) * (k % 11 - 5)) / (2 * 1.5 * 1.5)))];
        var total = weights.Sum();
        double Mean(Func<int, double> value) => Enumerable.Range(0, 121).Sum(k => weights[k] / total * value(k));
        double meanA = Mean(k => a[k]), meanB = Mean(k => b[k]);
        double varianceA = Mean(k => (a[k] - meanA) * (a[k] - meanA)), varianceB = Mean(k => (b[k] - meanB) * (b[k] - meanB)), covariance = Mean(k => (a[k] - meanA) * (b[k] - meanB));
        return (2 * meanA * meanB + 1e-4) * (2 * covariance + 9e-4) / ((meanA * meanA + meanB * meanB + 1e-4) * (varianceA + varianceB + 9e-4));
    }

    /// <summary>Gives the first of two images back lighter by 0.1, the other by 0.01.</summary>
    private sealed class Brighter : IReconstructor
    {
        public Tensor Reconstruct(Batch x) => x.X + Tensor.From([0.1f, 0.01f], 2, 1);
    }
}
