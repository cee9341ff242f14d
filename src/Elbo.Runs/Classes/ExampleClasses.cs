using Elbo.Data;
using Elbo.Models;
using Elbo.Runs.Sessions;
using Elbo.Torch;

namespace Elbo.Runs.Classes;

/// <summary>What a model says of the class of every example of a split.</summary>
/// <param name="Factor">What classes are, with their names.</param>
/// <param name="Ids">Who the examples are, and their class where the data says one.</param>
/// <param name="Levels">Numbers of the classes that the data says, <see cref="Factor.Unknown"/> where it says none.</param>
/// <param name="Probabilities">q(y | x), C for each example.</param>
public sealed record ExampleClasses(Factor Factor, ExampleIds Ids, IReadOnlyList<long> Levels, IReadOnlyList<double[]> Probabilities)
{
    private const int BatchSize = 500;

    /// <summary>N.</summary>
    public int Count => Probabilities.Count;

    /// <summary>Examples whose class the data says.</summary>
    public int Known => Levels.Count(l => l >= 0);

    /// <summary>Examples of these whose likeliest class it is.</summary>
    public int Right => Levels.Index().Count(l => l.Item >= 0 && Likeliest(l.Index) == l.Item);

    /// <param name="limit">Only the first so many examples.</param>
    public static ExampleClasses Of(IClassifier model, IDataset data, Split split, int limit, ISession session)
    {
        var column = Factor.PlaceOf(model.Factor.Name, data.Info.Factors);
        var batches = new OrderedBatches(data, split, BatchSize, limit);
        List<long> levels = [];
        List<double[]> probabilities = [];
        using var off = Gradients.Off();
        using var work = session.Progress.Begin("classify", batches.Count);
        batches.ForEach(batch =>
        {
            session.Cancel.ThrowIfCancellationRequested();
            levels.AddRange(column >= 0 && batch.Factors is { } factors ? factors.Select(1, column).ToArray<long>() : [.. Enumerable.Repeat(Factor.Unknown, batch.Count)]);
            probabilities.AddRange(model.LogProbabilities(batch).Exp().To(DType.F64).Contiguous().ToArray<double>().Chunk(model.Factor.Levels));
            work.Report(probabilities.Count);
        });
        work.Done();
        // Of a factor beside the label the names are its own.
        var names = ExampleIds.Of(data, split, probabilities.Count, null) with { Labels = column < 0 ? null : [.. levels.Select(l => Called(data.Info.Factors[column], l))] };
        return new(model.Factor, names, levels, probabilities);
    }

    /// <summary>As a file has it.</summary>
    public OutputTable Table()
    {
        int[] rows = [.. Enumerable.Range(0, Count)];
        return new([
            .. Ids.Columns("example", rows),
            new("likeliest", [.. rows.Select(n => Called(Factor, Likeliest(n)))]),
            new("probability", [.. rows.Select(n => Probabilities[n].Max())], "0.0000"),
            .. Enumerable.Range(0, Factor.Levels).Select(c => new OutputColumn($"p({Called(Factor, c)})", [.. rows.Select(n => Probabilities[n][c])], "0.0000")),
        ]);
    }

    private long Likeliest(int row) => Array.IndexOf(Probabilities[row], Probabilities[row].Max());

    private static string Called(Factor factor, long level) =>
        level < 0 ? "" : level < factor.LevelNames.Count ? factor.LevelNames[(int)level] : level.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
