using System.Diagnostics;
using System.Text.Json.Nodes;
using Elbo.Cli.Shell;
using Elbo.Data;
using Elbo.Evaluation.Images;
using Elbo.Runs.Recipes;
using Elbo.Runs.Sessions;
using Elbo.Torch;
using Elbo.Training;
using Elbo.Training.Runs;

namespace Elbo.Bench.Measurements;

/// <summary>One way of keeping the same images: how many a second a training takes.</summary>
/// <param name="Case">What of the images is in memory.</param>
/// <param name="Training">Images a second of whole training steps, median of the rounds.</param>
/// <param name="Ratio">Of these to those of the first row.</param>
/// <param name="First">Images a second of opening the folder and going through it once.</param>
internal sealed record DataRow(string Case, double Training, double Ratio, double First)
{
    public JsonObject ToJson() => new()
    {
        ["case"] = Case,
        ["images_per_second"] = Json.Number(Training, 0),
        ["ratio"] = Json.Number(Ratio, 3),
        ["first_pass_images_per_second"] = Json.Number(First, 0),
    };
}

/// <summary>
/// Trains on the same folder of 28 by 28 PNG files, decoded when opened and read as training goes, epoch by epoch in turns.
/// </summary>
internal static class DataBench
{
    private const int Side = 28;

    public static IReadOnlyList<DataRow> Measure(int images, int rounds, int batch, Session session)
    {
        var folder = Directory.CreateTempSubdirectory("elbo-bench-").FullName;
        List<Contender> sides = [];
        try
        {
            using var work = session.Progress.Begin("bench data", images + (4L * (rounds + 1) * images));
            long done = 0;
            Write(Path.Combine(folder, "images"), images, session.Cancel, () => work.Report(++done));
            var whole = (long)images * Side * Side;
            // One byte less than all is the least that is read as training goes.
            foreach (var (name, budget) in new[] { ("in memory", whole), ("files, all but one kept after the first epoch", whole - 1), ("files, half kept", whole / 2), ("files, none kept", 0) })
                sides.Add(new(name, budget, folder, batch));
            for (var round = 0; round <= rounds; round++)
            {
                foreach (var side in sides)
                {
                    session.Cancel.ThrowIfCancellationRequested();
                    side.TrainEpoch(images);
                    work.Report(done += images);
                }
            }

            work.Done();
            return [.. sides.Select(s => new DataRow(s.Name, s.Rate, s.Rate / sides[0].Rate, s.FirstRate))];
        }
        finally
        {
            foreach (var side in sides) side.Dispose();
            Directory.Delete(folder, true);
        }
    }

    /// <summary>Soft blobs: they compress about as digits do.</summary>
    private static void Write(string folder, int count, CancellationToken cancel, Action written)
    {
        Directory.CreateDirectory(folder);
        var random = new Random(1);
        var pixels = new float[Side * Side];
        for (var i = 0; i < count; i++)
        {
            cancel.ThrowIfCancellationRequested();
            var (x, y, wide) = (random.Next(6, 22), random.Next(6, 22), random.Next(4, 30));
            for (var p = 0; p < pixels.Length; p++)
            {
                var distance = Math.Pow((p % Side) - x, 2) + Math.Pow((p / Side) - y, 2);
                pixels[p] = distance > 3 * wide ? 0 : (float)Math.Exp(-distance / wide);
            }

            using var scope = TensorScope.Enter();
            PngWriter.Save(new ImageGrid { Columns = 1, Padding = 0, Scale = 1 }.Render(pixels, 1, 1, Side, Side), Path.Combine(folder, $"{i:000000}.png"));
            written();
        }
    }

    private sealed class Contender : IDisposable
    {
        private readonly IDataset data;
        private readonly Trainer trainer;
        private readonly List<double> rates = [];

        public Contender(string name, long budget, string folder, int batch)
        {
            Name = name;
            var config = new RunSettings().With("data.id", Path.Combine(folder, "images")).With("training.batch", batch).With("training.epochs", 1_000_000).Resolve();
            var clock = Stopwatch.StartNew();
            data = Datasets.Open(config.Data.Id, config.Data.ToOptions() with { MemoryBudget = budget });
            var read = 0;
            new OrderedBatches(data, Split.Train, batch).ForEach(b => read += b.Count);
            FirstRate = read / clock.Elapsed.TotalSeconds;
            trainer = new Trainer(RunDirectory.Create(Path.Combine(folder, $"run-{budget}"), config), data);
        }

        public string Name { get; }

        public double FirstRate { get; }

        public double Rate => Median.Of(rates.Skip(1));

        public void TrainEpoch(int images)
        {
            var clock = Stopwatch.StartNew();
            while (trainer.TakeStep())
            {
            }

            rates.Add(images / clock.Elapsed.TotalSeconds);
        }

        public void Dispose()
        {
            trainer.Dispose();
            data.Dispose();
        }
    }
}
