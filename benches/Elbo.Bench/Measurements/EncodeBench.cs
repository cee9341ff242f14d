using System.Diagnostics;
using System.Text.Json.Nodes;
using Elbo.Cli.Shell;
using Elbo.Data;
using Elbo.Models;
using Elbo.Models.Zoo.GaussianVae;
using Elbo.Runs.Sessions;
using Elbo.Torch;

namespace Elbo.Bench.Measurements;

/// <summary>One way to ask for codes.</summary>
/// <param name="Case">What is timed.</param>
/// <param name="Examples">In one call.</param>
/// <param name="Microseconds">Of a call, the median of the rounds.</param>
/// <param name="Least">Of the fastest round.</param>
internal sealed record EncodeRow(string Case, int Examples, double Microseconds, double Least)
{
    public JsonObject ToJson() => new() { ["case"] = Case, ["examples"] = Examples, ["us"] = Json.Number(Microseconds, 2), ["least_us"] = Json.Number(Least, 2), ["us_per_example"] = Json.Number(Microseconds / Examples, 2) };
}

/// <summary>A loaded model as a program uses it: codes of one image after another, on one thread. Weights are random, as time depends on sizes only.</summary>
internal static class EncodeBench
{
    private const int Rounds = 31, Pixels = 784;

    /// <param name="calls">In a round; before the first as many are made untimed, so that code is compiled for good and caches are filled.</param>
    public static IReadOnlyList<EncodeRow> Measure(int calls, Session session)
    {
        using var start = new Generator(1);
        using var model = VaeDefinition.Build(new VaeConfig(), new ModelInputs([1, 28, 28], start));
        model.Evaluate();
        var encoder = model.As<IEncoder>()!;
        using var off = Gradients.Off();
        using var outer = TensorScope.Enter();
        using var work = session.Progress.Begin("bench encode", 3 * Rounds);
        var done = 0;
        var noise = new NoiseStream(1);
        var (one, many) = (BatchOf(Tensor.Zeros([1, Pixels]), 1), BatchOf(Tensor.Zeros([100, Pixels]), 100));
        one.X.CopyInPlace(noise.Uniform([1, Pixels]));
        many.X.CopyInPlace(noise.Uniform([100, Pixels]));
        float[] pixels = one.X.ToArray<float>();
        EncodeRow[] rows =
        [
            Row("tensor in, tensor out", 1, calls, () => encoder.Encode(one)),
            Row("array in, array out", 1, calls, () => encoder.Encode(BatchOf(Tensor.From(pixels).View([1, Pixels]), 1)).ToArray<float>()),
            Row("tensor in, tensor out", 100, Math.Max(1, calls / 20), () => encoder.Encode(many)),
        ];
        work.Done();
        return rows;

        EncodeRow Row(string name, int examples, int count, Action call)
        {
            Pass(count, call);
            List<double> rounds = [];
            for (var round = 0; round < Rounds; round++)
            {
                session.Cancel.ThrowIfCancellationRequested();
                rounds.Add(Pass(count, call));
                work.Report(++done);
            }
            return new(name, examples, Median.Of(rounds), rounds.Min());
        }
    }

    /// <summary>Microseconds of a call, with a scope of its own as every user has one.</summary>
    private static double Pass(int count, Action call)
    {
        var clock = Stopwatch.StartNew();
        for (var n = 0; n < count; n++)
        {
            using var scope = TensorScope.Enter();
            call();
        }
        return clock.Elapsed.TotalMicroseconds / count;
    }

    private static Batch BatchOf(Tensor x, int count) => new(x, null, Tensor.Zeros([count], DType.I64));
}
