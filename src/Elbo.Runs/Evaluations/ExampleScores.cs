using System.Globalization;
using Elbo.Data;
using Elbo.Evaluation.Likelihood;
using Elbo.Models.Latents;
using Elbo.Runs.Sessions;

namespace Elbo.Runs.Evaluations;

/// <summary>The bounds of each example of a split, nats.</summary>
/// <param name="Name">The data set's id.</param>
/// <param name="Ids">Who the examples are.</param>
/// <param name="Elbo">The bound, as a mean over the same K draws as <paramref name="Iwae"/>.</param>
/// <param name="Iwae">L_K, never below <paramref name="Elbo"/>.</param>
/// <param name="Kl">KL(q(z | x) ‖ p(z)), in closed form where the model has one; the expected log-likelihood is the bound and this.</param>
public sealed record ExampleScores(string Name, ExampleIds Ids, IReadOnlyList<double> Elbo, IReadOnlyList<double> Iwae, IReadOnlyList<double> Kl)
{
    public int Count => Iwae.Count;

    public static ExampleScores Measure(ILatentVariables model, IDataset data, Split split, int samples, int limit, ulong seed, ISession session)
    {
        using var work = session.Progress.Begin($"score {data.Info.Id}", Math.Min(limit, data.Count(split)));
        var bound = IwaeEvaluator.Evaluate(model, data, split, samples, limit, seed, progress: done => work.Report(done), cancel: session.Cancel);
        List<long> labels = [];
        var parts = ExampleBounds.Measure(model, data, split, limit, seed, (batch, _) => labels.AddRange(batch.Labels?.ToArray<long>() ?? []), cancel: session.Cancel);
        work.Done();
        return new(data.Info.Id, ExampleIds.Of(data, split, bound.PerExample.Count, labels.Count == 0 ? null : labels), bound.MeanLogWeight, bound.PerExample, parts.Divergence);
    }

    /// <summary>A table: index, name and label where there are any, elbo, iwae, reconstruction, kl; with several data sets a column <c>data</c> in front.</summary>
    public static void Write(Stream stream, params IReadOnlyList<ExampleScores> sets)
    {
        string[] kinds = [.. sets.Select(s => s.Ids.NamesAre).OfType<string>().Distinct()];
        var (several, named, labelled) = (sets.Count > 1, kinds.Length > 0, sets.Any(s => s.Ids.Labels is not null));
        using var text = new StreamWriter(stream, leaveOpen: true) { NewLine = "\n" };
        text.WriteLine($"{(several ? "data," : "")}index,{(named ? (kinds is [var kind] ? OutputTable.Quoted(kind) : "name") + "," : "")}{(labelled ? "label," : "")}elbo,iwae,reconstruction,kl");
        foreach (var set in sets)
        {
            for (var n = 0; n < set.Count; n++)
            {
                if (several) text.Write(OutputTable.Quoted(set.Name) + ",");
                text.Write(string.Create(CultureInfo.InvariantCulture, $"{set.Ids.Indices[n]},"));
                if (named) text.Write(OutputTable.Quoted(set.Ids.Names?[n] ?? "") + ",");
                if (labelled) text.Write(OutputTable.Quoted(set.Ids.Labels?[n] ?? "") + ",");
                text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{set.Elbo[n]:0.0000},{set.Iwae[n]:0.0000},{set.Elbo[n] + set.Kl[n]:0.0000},{set.Kl[n]:0.0000}"));
            }
        }
    }
}
