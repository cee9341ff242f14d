using System.Globalization;
using System.Text.Json.Nodes;
using Elbo.Data;
using Elbo.Evaluation.Imputation;

namespace Elbo.Cli.Data;

/// <summary>Texts whose gaps a model has filled.</summary>
internal sealed class FilledTexts
{
    private readonly IReadOnlyList<GappedText> gapped;
    private readonly IReadOnlyList<IReadOnlyList<string>> filled;

    private FilledTexts(IReadOnlyList<GappedText> gapped, IReadOnlyList<IReadOnlyList<string>> filled) => (this.gapped, this.filled) = (gapped, filled);

    /// <summary>How many hidden words came back; null where it is not known what they were.</summary>
    public FoundWords? Found
    {
        get
        {
            if (gapped.All(t => t.Whole is null)) return null;
            // What stands for unknown words is never filled in, so it cannot come back.
            var hidden = gapped.Zip(filled).SelectMany(t => t.First.Whole!.Zip(t.Second, t.First.Open)).Where(w => w.Third && w.First != Vocabulary.UnknownWord).ToList();
            return new(hidden.Count, hidden.Count(w => w.First == w.Second), hidden.Count == 0 ? 0 : hidden.CountBy(w => w.First).Max(w => w.Value));
        }
    }

    /// <summary>Fills all of them.</summary>
    /// <param name="vocabulary">Words by number.</param>
    public static FilledTexts Of(SentenceImputer imputer, IReadOnlyList<GappedText> gapped, IReadOnlyList<string> vocabulary, Action<int> progress, CancellationToken cancel) =>
        new(gapped, [.. imputer.Fill(gapped, progress, cancel).Zip(gapped, (numbers, text) => text.Filled([.. numbers.Select(n => vocabulary[(int)n])]))]);

    /// <summary>A row each: the text with its gaps, the filled one, and the true one where it is known.</summary>
    /// <param name="withNames">Whether it begins with the name of the line.</param>
    public IReadOnlyList<JsonObject> Rows(bool withNames) => [.. gapped.Zip(filled, (text, words) => Row(text, words, withNames))];

    private static JsonObject Row(GappedText text, IReadOnlyList<string> words, bool withNames)
    {
        JsonObject row = [];
        if (withNames) row["line"] = text.Name;
        row["text"] = string.Join(' ', text.Words);
        row["imputed"] = string.Join(' ', words);
        if (text.Whole is { } whole) row["original"] = string.Join(' ', whole);
        return row;
    }
}

/// <summary>How many hidden words a model has found.</summary>
/// <param name="Hidden">Those that are told apart.</param>
/// <param name="Right">Of them those that were filled in as they were.</param>
/// <param name="Commonest">Of them those that are the commonest of them, which one word in all gaps would find.</param>
internal sealed record FoundWords(int Hidden, int Right, int Commonest)
{
    /// <summary>For a person.</summary>
    public string Describe() => string.Create(CultureInfo.InvariantCulture,
        $"{Right:N0} of {Hidden:N0} hidden words came back, {Share(Right):0.0} %; the commonest of them in every gap would be {Share(Commonest):0.0} %; hidden {Vocabulary.UnknownWord} are not counted");

    private double Share(int count) => Hidden == 0 ? 0 : 100.0 * count / Hidden;
}
