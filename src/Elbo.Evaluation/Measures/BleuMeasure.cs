using System.Globalization;
using Elbo.Data;
using Elbo.Evaluation.Quality;
using Elbo.Models;
using Elbo.Torch;

namespace Elbo.Evaluation.Measures;

/// <summary>How much of texts comes back from their codes (<see cref="Bleu"/>), beside how much comes back of others: a decoder that does without its code has the same of both.</summary>
public sealed class BleuMeasure : IMeasure
{
    // Texts are decoded word by word, which takes long.
    private const int Most = 1_000, AtOnce = 100;

    /// <summary>BLEU of the likeliest words at the posterior mean against the text, percent.</summary>
    public static FigureKind Reconstruction { get; } = new("bleu", "%", "BLEU of reconstructions, of 100", Direction.Higher) { Label = "bleu", Format = "0.0" };

    /// <summary>The same with each reconstruction held against another text, percent: what a decoder reaches without any code.</summary>
    public static FigureKind Unrelated { get; } = new("bleu_unrelated", "%", "of reconstructions of other texts") { Label = "  of others", Format = "0.0" };

    /// <inheritdoc/>
    public string Id => "bleu";

    /// <inheritdoc/>
    public string Summary => "BLEU of reconstructed sentences";

    /// <inheritdoc/>
    public IReadOnlyList<FigureKind> Kinds { get; } = [Reconstruction, Unrelated];

    /// <inheritdoc/>
    public string? Unfit(Model model, DataSchema schema) => schema.Kind != DataKind.WordSequences ? $"its examples are {schema.Kind.Describe()}, not sentences"
        : model.As<IReconstructor>() is null ? "the model does not reconstruct" : null;

    /// <inheritdoc/>
    public long Work(MeasureContext context) => Math.Min(context.Examples, Most);

    /// <inheritdoc/>
    public IEnumerable<Figure> Take(MeasureContext context)
    {
        var (made, texts) = Reconstructed(context);
        var own = Bleu.Of(made, texts, context.Seed);
        yield return new(Reconstruction, own)
        {
            Detail = string.Create(CultureInfo.InvariantCulture, $"BLEU of the likeliest words at the codes of {texts.Count:N0} texts, of 100; {Vocabulary.UnknownWord} is a word among others"),
        };
        if (texts.Count > 1) yield return new(Unrelated, Bleu.Of(made, [.. texts.Skip(1), texts[0]], context.Seed));
    }

    private static (List<long[]> Made, List<long[]> Texts) Reconstructed(MeasureContext context)
    {
        using var off = Gradients.Off();
        var (model, made, texts) = (context.Model.As<IReconstructor>()!, new List<long[]>(), new List<long[]>());
        new OrderedBatches(context.Data, context.Split, AtOnce, Math.Min(context.Limit, Most)).ForEach(batch =>
        {
            context.Cancel.ThrowIfCancellationRequested();
            made.AddRange(Rows(model.Reconstruct(batch)));
            texts.AddRange(Rows(batch.X));
            context.Progress?.Invoke(made.Count);
        });
        return (made, texts);
    }

    private static IEnumerable<long[]> Rows(Tensor words)
    {
        var width = (int)words.Size(-1);
        return words.To(DType.I64).Contiguous().ToArray<long>().Chunk(width).Select(row => row.AsSpan().IndexOf((long)Vocabulary.End) is >= 0 and var end ? row[..end] : row);
    }
}
