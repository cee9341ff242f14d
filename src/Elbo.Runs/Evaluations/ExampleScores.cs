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
    public static OutputTable Table(params IReadOnlyList<ExampleScores> sets)
    {
        string[] kinds = [.. sets.Select(s => s.Ids.NamesAre).OfType<string>().Distinct()];
        List<OutputColumn> columns = [];
        if (sets.Count > 1) columns.Add(new("data", Texts((set, _) => set.Name)));
        columns.Add(new("index", [.. Rows((set, n) => set.Ids.Indices[n])]));
        if (kinds.Length > 0) columns.Add(new(kinds is [var kind] ? kind : "name", Texts((set, n) => set.Ids.Names?[n])));
        if (sets.Any(s => s.Ids.Labels is not null)) columns.Add(new("label", Texts((set, n) => set.Ids.Labels?[n])));
        columns.Add(Nats("elbo", (set, n) => set.Elbo[n]));
        columns.Add(Nats("iwae", (set, n) => set.Iwae[n]));
        columns.Add(Nats("reconstruction", (set, n) => set.Elbo[n] + set.Kl[n]));
        columns.Add(Nats("kl", (set, n) => set.Kl[n]));
        return new(columns);

        IEnumerable<T> Rows<T>(Func<ExampleScores, int, T> of) => sets.SelectMany(set => Enumerable.Range(0, set.Count).Select(n => of(set, n)));
        string?[] Texts(Func<ExampleScores, int, string?> of) => [.. Rows(of)];
        OutputColumn Nats(string name, Func<ExampleScores, int, double> of) => new(name, [.. Rows(of)], "0.0000");
    }
}
