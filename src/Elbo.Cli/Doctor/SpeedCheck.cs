using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Elbo.Runs.Sessions;
using Elbo.Torch;

namespace Elbo.Cli.Doctor;

/// <summary>How fast f32 matrix products are, measured.</summary>
internal sealed class SpeedCheck : ICheck
{
    private const int Size = 512;
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(0.25);

    /// <summary>GFLOP/s per core that even an old core with AVX2 reaches; the reference BLAS stays far below.</summary>
    private const double SlowPerCore = 5;

    public IEnumerable<Finding> Look()
    {
        if (!LoadedLibtorch.IsHere) yield break;
        var threads = TorchRuntime.Threads;
        var rate = SgemmGflops(Duration);
        JsonObject details = new() { ["sgemm_gflops"] = Json.Number(rate, 1), ["threads"] = threads, ["size"] = Size };
        var found = string.Create(CultureInfo.InvariantCulture, $"{rate:0} GFLOP/s in {Size}×{Size} matrix products with {threads} {(threads == 1 ? "thread" : "threads")}");
        yield return rate < SlowPerCore * Math.Min(threads, Environment.ProcessorCount)
            ? Finding.Warn("sgemm", found, "slow for any processor of the last ten years: see blas, threads and variables above, and what else runs", details)
            : Finding.Ok("sgemm", found, details);
    }

    /// <summary>The best rate over repeated products, in 10⁹ floating point operations per second: what the machine can do when nobody disturbs it.</summary>
    public static double SgemmGflops(TimeSpan duration)
    {
        using var scope = TensorScope.Enter();
        var a = Tensor.Full([Size, Size], 0.5);
        var b = Tensor.Full([Size, Size], 0.25);
        var product = Tensor.Empty([Size, Size]);
        // The first call starts the threads and picks the kernels.
        a.MmOut(b, product);
        var best = 0.0;
        var begin = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begin) < duration)
        {
            var round = Stopwatch.GetTimestamp();
            a.MmOut(b, product);
            best = Math.Max(best, 2.0 * Size * Size * Size / Stopwatch.GetElapsedTime(round).TotalSeconds / 1e9);
        }

        return best;
    }
}
