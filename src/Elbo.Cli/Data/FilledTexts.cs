using System.Globalization;
using System.Text.Json.Nodes;
using Elbo.Data;
using Elbo.Evaluation.Imputation;
using Elbo.Evaluation.Visuals;
using Elbo.Torch;

namespace Elbo.Cli.Data;

/// <summary>Texts whose gaps a model has filled.</summary>
internal sealed class FilledTexts
{
    private const int BatchSize = 32;

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

    /// <summary>Fills all of them, those of like lengths together.</summary>
    public static FilledTexts Of(SentenceImputer imputer, IReadOnlyList<GappedText> gapped, Sentences texts, Action<int> progress, CancellationToken cancel)
    {
        using var scope = TensorScope.Enter();
        var (filled, done) = (new IReadOnlyList<string>[gapped.Count], 0);
        foreach (var part in Enumerable.Range(0, gapped.Count).OrderBy(k => gapped[k].Numbers.Count).Chunk(BatchSize))
        {
            cancel.ThrowIfCancellationRequested();
            using var own = TensorScope.Enter();
            var width = part.Max(k => gapped[k].Numbers.Count);
            var (words, open) = (new long[part.Length * width], new bool[part.Length * width]);
            for (var b = 0; b < part.Length; b++)
            {
                gapped[part[b]].Numbers.ToArray().CopyTo(words, b * width);
                gapped[part[b]].Open.ToArray().CopyTo(open, b * width);
            }

            var made = texts.Made(imputer.Fill(Tensor.From(words, part.Length, width), Tensor.From(open, part.Length, width)));
            for (var b = 0; b < part.Length; b++) filled[part[b]] = gapped[part[b]].Filled(made[b].Split(' '));
            progress(done += part.Length);
        }

        return new(gapped, filled);
    }

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
