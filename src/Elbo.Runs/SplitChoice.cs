using Elbo.Data;
using Elbo.Runs.Sessions;

namespace Elbo.Runs;

/// <summary>Which part of the data is taken.</summary>
public static class SplitChoice
{
    /// <summary>The part that was asked for; unasked the test split, else what is held out for validation, else the training examples, and which of these is said.</summary>
    /// <exception cref="UsageException">The data has no such part.</exception>
    public static Split Of(IDataset data, Split? wanted, ISession session)
    {
        if (wanted is { } asked) return data.Count(asked) > 0 ? asked : throw new UsageException($"--split {Word(asked)}: {data.Info.Id} has no such split; it has {string.Join(" and ", Splits(data).Select(Word))}");
        var taken = Usual(data);
        // All there is of data without splits is no choice to speak of.
        if (taken != Split.Test && (taken == Split.Validation || data.Count(Split.Validation) > 0)) session.Progress.Note($"note: {data.Info.Id} has no test split: its {Word(taken)} split is taken");
        else if (taken == Split.Train) session.Progress.Note($"note: {data.Info.Id} has no test split: all its {data.Count(taken)} examples are taken");
        return taken;
    }

    /// <summary>What is taken unasked.</summary>
    public static Split Usual(IDataset data) => Splits(data).DefaultIfEmpty(Split.Train).First();

    private static IEnumerable<Split> Splits(IDataset data) => ((Split[])[Split.Test, Split.Validation, Split.Train]).Where(s => data.Count(s) > 0);

    private static string Word(Split split) => split.ToString().ToLowerInvariant();
}
