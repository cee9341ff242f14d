using Elbo.Data;
using Elbo.Evaluation.Detection;
using Elbo.Evaluation.Likelihood;
using Elbo.Evaluation.Scores;
using Elbo.Runs.Sessions;

namespace Elbo.Runs.Evaluations;

/// <summary>How strange each example of a split is to a model, by several scores.</summary>
/// <param name="Name">The data set's id.</param>
/// <param name="Ids">Who the examples are.</param>
/// <param name="Scores">Each with a number for every example, nats.</param>
public sealed record ExampleScores(string Name, ExampleIds Ids, IReadOnlyList<(IExampleScore Score, IReadOnlyList<double> Values)> Scores)
{
    /// <summary>N, examples with a score.</summary>
    public int Count => Ids.Indices.Count;

    /// <param name="scores">Those that fit; in the order of columns.</param>
    /// <exception cref="Elbo.Evaluation.Measures.UnfitException">The examples show that one does not.</exception>
    public static ExampleScores Measure(ScoreContext context, IReadOnlyList<IExampleScore> scores, ISession session)
    {
        var (data, split, count) = (context.Measures.Data, context.Measures.Split, context.Measures.Examples);
        var values = scores.Select(score => (score, Take(score))).ToList();
        List<long> labels = [];
        new OrderedBatches(data, split, 1000, count).ForEach(batch => labels.AddRange(batch.Labels?.ToArray<long>() ?? []));
        return new(data.Info.Id, ExampleIds.Of(data, split, count, labels.Count == 0 ? null : labels), values);

        // Some go through the examples on their own, others take what those before have left.
        IReadOnlyList<double> Take(IExampleScore score)
        {
            IWork? work = null;
            try
            {
                var taken = score.Take(context with { Measures = context.Measures with { Progress = done => (work ??= session.Progress.Begin($"{score.Id} of {data.Info.Id}", count)).Report(done), Cancel = session.Cancel } });
                work?.Done();
                return taken;
            }
            finally
            {
                work?.Dispose();
            }
        }
    }

    /// <summary>The mean of a score over the examples; NaN where it was not taken.</summary>
    public double MeanOf(IExampleScore score) => Scores.FirstOrDefault(s => s.Score == score).Values?.Average() ?? double.NaN;

    /// <summary>How well each score tells examples of other data from these: area under the ROC curve (DeLong's error) and average precision (bootstrap).</summary>
    /// <param name="other">With the same scores; what is to be found.</param>
    public IEnumerable<(IExampleScore Score, Estimate Area, Estimate Precision)> Detect(ExampleScores other)
    {
        for (var k = 0; k < Scores.Count; k++)
        {
            var (score, sign) = (Scores[k].Score, Scores[k].Score.HighIsStrange ? 1 : -1);
            double[] own = [.. Scores[k].Values.Select(v => sign * v)], strange = [.. other.Scores[k].Values.Select(v => sign * v)];
            yield return (score, RocArea.Of(strange, own), AveragePrecision.WithError(strange, own));
        }
    }

    /// <summary>A table: index, name and label where there are any, and a column for each score; with several data sets a column <c>data</c> in front.</summary>
    public static OutputTable Table(params IReadOnlyList<ExampleScores> sets)
    {
        string[] kinds = [.. sets.Select(s => s.Ids.NamesAre).OfType<string>().Distinct()];
        List<OutputColumn> columns = [];
        if (sets.Count > 1) columns.Add(new("data", Texts((set, _) => set.Name)));
        columns.Add(new("index", [.. Rows((set, n) => set.Ids.Indices[n])]));
        if (kinds.Length > 0) columns.Add(new(kinds is [var kind] ? kind : "name", Texts((set, n) => set.Ids.Names?[n])));
        if (sets.Any(s => s.Ids.Labels is not null)) columns.Add(new("label", Texts((set, n) => set.Ids.Labels?[n])));
        columns.AddRange(sets[0].Scores.Select((score, k) => new OutputColumn(score.Score.Id, [.. Rows((set, n) => set.Scores[k].Values[n])], "0.0000")));
        return new(columns);

        IEnumerable<T> Rows<T>(Func<ExampleScores, int, T> of) => sets.SelectMany(set => Enumerable.Range(0, set.Count).Select(n => of(set, n)));
        string?[] Texts(Func<ExampleScores, int, string?> of) => [.. Rows(of)];
    }
}
