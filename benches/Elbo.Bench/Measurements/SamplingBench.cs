using System.Diagnostics;
using System.Text.Json.Nodes;
using Elbo.Cli.Shell;
using Elbo.Models.Networks;
using Elbo.Models.Priors;
using Elbo.Runs.Sessions;
using Elbo.Torch;

namespace Elbo.Bench.Measurements;

/// <summary>One prior: sampling with kept features against a whole pass for every code.</summary>
/// <param name="Cached">Seconds for all codes, measured.</param>
/// <param name="PerPass">Seconds of one whole pass, the median of <paramref name="Passes"/>.</param>
/// <param name="Passes">How many were measured; each code costs one, wherever it is.</param>
/// <param name="Codes">Codes of one example, and so whole passes without the cache.</param>
/// <param name="Difference">Largest difference between the log-probabilities of the two ways, over all codes drawn.</param>
internal sealed record SamplingRow(string Case, int Rows, int Codes, double Cached, double PerPass, int Passes, double Difference)
{
    /// <summary>Seconds for all codes by whole passes, extrapolated.</summary>
    public double Whole => PerPass * Codes;

    public double Speedup => Whole / Cached;

    public JsonObject ToJson() => new()
    {
        ["case"] = Case,
        ["rows"] = Rows,
        ["codes_per_row"] = Codes,
        ["cached_s"] = Json.Number(Cached, 4),
        ["full_pass_s"] = Json.Number(PerPass, 4),
        ["full_passes_measured"] = Passes,
        ["full_s_extrapolated"] = Json.Number(Whole, 1),
        ["speedup"] = Json.Number(Speedup, 1),
        ["max_log_prob_difference"] = Difference,
    };
}

/// <summary>Draws a batch from a PixelCNN and a WaveNet with random weights: time depends on sizes only.</summary>
internal static class SamplingBench
{
    private const int Rows = 64, CodebookSize = 512;

    /// <param name="passes">Whole passes to measure.</param>
    public static IReadOnlyList<SamplingRow> Measure(int passes, Session session)
    {
        using var generator = new Generator(1);
        var (pixelNet, waveNet) = (new GatedPixelCnn(new(), CodebookSize, generator), new WaveNet(new() { Cycle = 9, Repeats = 2 }, CodebookSize, generator));
        using var pixels = new GatedPixelCnnPrior(pixelNet, 32, 32);
        using var wave = new WaveNetPrior(waveNet, 1024);
        using var work = session.Progress.Begin("bench sampling", 2 * (passes + 1));
        var done = 0;
        SamplingRow[] rows = [Row("pixelcnn-32x32", pixels, codes => pixelNet.Forward(codes), passes, Report), Row("wavenet-1024", wave, codes => waveNet.Forward(codes), passes, Report)];
        work.Done();
        return rows;

        void Report()
        {
            session.Cancel.ThrowIfCancellationRequested();
            work.Report(++done);
        }
    }

    private static SamplingRow Row(string name, ICodePrior prior, Func<Tensor, Tensor> pass, int passes, Action report)
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        // A few positions first, so that neither side pays for the start of the program.
        using (var warm = prior.Open(Rows))
        {
            var codes = new long[Rows];
            for (var k = 0; k < 40; k++)
            {
                using var position = TensorScope.Enter();
                CategoricalDraws.Pick(warm.Next(), 1, Enumerable.Repeat(0.5, Rows).ToArray(), codes);
                warm.Append(codes);
            }
        }
        var clock = Stopwatch.StartNew();
        var drawn = prior.Sample(Rows, new NoiseStream(1));
        var cached = clock.Elapsed.TotalSeconds;
        report();
        var whole = LogProbs(prior, drawn);
        List<double> seconds = [];
        for (var k = 0; k < passes; k++)
        {
            // What a sampler without a cache does for each code, but for the draw.
            using var one = TensorScope.Enter();
            clock.Restart();
            pass(drawn);
            seconds.Add(clock.Elapsed.TotalSeconds);
            report();
        }
        return new(name, Rows, prior.Length(), cached, Median.Of(seconds), passes, (Walked(prior, drawn) - whole).Abs().Max().ToDouble());
    }

    /// <summary>Log-probabilities of codes as a whole pass sees them, [B, N].</summary>
    private static Tensor LogProbs(ICodePrior prior, Tensor codes)
    {
        using var scope = TensorScope.Enter();
        return scope.Keep(-prior.CrossEntropy(codes).Flatten(1));
    }

    /// <summary>Log-probabilities of codes as the cached way sees them, [B, N].</summary>
    private static Tensor Walked(ICodePrior prior, Tensor codes)
    {
        using var walk = prior.Open(Rows);
        var flat = codes.Flatten(1);
        var values = Tensor.Zeros([Rows, walk.Length]);
        for (var place = 0; place < walk.Length; place++)
        {
            using var position = TensorScope.Enter();
            var next = flat.Narrow(1, place, 1);
            values.Narrow(1, place, 1).CopyInPlace(walk.Next().LogSoftmax(1).Gather(1, next));
            walk.Append(next.ToArray<long>());
        }
        return values;
    }
}
