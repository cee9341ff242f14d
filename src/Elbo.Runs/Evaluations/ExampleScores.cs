using System.Globalization;
using Elbo.Data;
using Elbo.Evaluation.Likelihood;
using Elbo.Models.Latents;
using Elbo.Models.Objectives;
using Elbo.Runs.Sessions;
using Elbo.Torch;

namespace Elbo.Runs.Evaluations;

/// <summary>The bounds of each example of a split, nats.</summary>
/// <param name="Name">The data set's id.</param>
/// <param name="Labels">Class of each; null for data without labels.</param>
/// <param name="Elbo">The bound, as a mean over the same K draws as <paramref name="Iwae"/>.</param>
/// <param name="Iwae">L_K, never below <paramref name="Elbo"/>.</param>
/// <param name="Kl">KL(q(z | x) ‖ p(z)), in closed form where the model has one; the expected log-likelihood is the bound and this.</param>
public sealed record ExampleScores(string Name, IReadOnlyList<long>? Labels, IReadOnlyList<double> Elbo, IReadOnlyList<double> Iwae, IReadOnlyList<double> Kl)
{
    public int Count => Iwae.Count;

    public static ExampleScores Measure(ILatentVariables model, IDataset data, Split split, int samples, int limit, ulong seed, ISession session)
    {
        using var work = session.Progress.Begin($"score {data.Info.Id}", Math.Min(limit, data.Count(split)));
        var bound = IwaeEvaluator.Evaluate(model, data, split, samples, limit, seed, progress: done => work.Report(done), cancel: session.Cancel);
        using var off = Gradients.Off();
        var noise = new NoiseStream(new SeedStreams(seed).Seed("elbo"));
        List<double> divergence = [];
        List<long> labels = [];
        new OrderedBatches(data, split, 500, limit).ForEach(batch =>
        {
            session.Cancel.ThrowIfCancellationRequested();
            divergence.AddRange(SampleAxis.Mean(Bound.Draw(model, batch, 1, new(noise)).Divergence()).To(DType.F64).ToArray<double>());
            if (batch.Labels is { } known) labels.AddRange(known.ToArray<long>());
        });
        work.Done();
        return new(data.Info.Id, labels.Count == 0 ? null : labels, bound.MeanLogWeight, bound.PerExample, divergence);
    }

    /// <summary>A table: index, label where there are any, elbo, iwae, reconstruction, kl; with several data sets a column <c>data</c> in front.</summary>
    public static void Write(Stream stream, params IReadOnlyList<ExampleScores> sets)
    {
        var labelled = sets.Any(s => s.Labels is not null);
        using var text = new StreamWriter(stream, leaveOpen: true) { NewLine = "\n" };
        text.WriteLine($"{(sets.Count > 1 ? "data," : "")}index,{(labelled ? "label," : "")}elbo,iwae,reconstruction,kl");
        foreach (var set in sets)
        {
            for (var n = 0; n < set.Count; n++)
            {
                if (sets.Count > 1) text.Write(CsvCell.Quoted(set.Name) + ",");
                text.Write(string.Create(CultureInfo.InvariantCulture, $"{n},"));
                if (labelled) text.Write(string.Create(CultureInfo.InvariantCulture, $"{set.Labels?[n]},"));
                text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{set.Elbo[n]:0.0000},{set.Iwae[n]:0.0000},{set.Elbo[n] + set.Kl[n]:0.0000},{set.Kl[n]:0.0000}"));
            }
        }
    }
}
