using Elbo.Data;
using Elbo.Evaluation.Likelihood;
using Elbo.Models;
using Elbo.Models.Priors;
using Elbo.Torch;

namespace Elbo.Evaluation.Codebooks;

/// <summary>
/// What codes tell about a factor of the data that they were not learned from (van den Oord et al. 2017, §4.2, who ask it of phonemes): each code is mapped to
/// the label it goes with most often in the training examples, and the labels of another split are guessed.
/// </summary>
public sealed record CodeProbe
{
    private const int BatchSize = 64;

    /// <summary>Share of single codes that stand for their example's label.</summary>
    public required Estimate PerCode { get; init; }

    /// <summary>The same for always guessing the training codes' most frequent label.</summary>
    public required Estimate PerCodeBaseline { get; init; }

    /// <summary>Share of examples whose label all of their codes together tell (<see cref="CodeCounts.LabelOfAll"/>).</summary>
    public required Estimate PerExample { get; init; }

    /// <summary>The same for always guessing the most frequent label of the training examples.</summary>
    public required Estimate PerExampleBaseline { get; init; }

    /// <summary>Codes that were scored.</summary>
    public required long Codes { get; init; }

    /// <summary>Examples that were scored.</summary>
    public required int Examples { get; init; }

    /// <summary>Fits on the training split, scores on another.</summary>
    /// <param name="factor">A place in <see cref="DatasetInfo.Factors"/>.</param>
    /// <param name="limit">Only the first so many examples of either split.</param>
    /// <param name="progress">Receives how many examples are done, of both splits.</param>
    public static CodeProbe Measure(ICodeModel model, IDataset data, int factor, Split split, int limit = int.MaxValue, Action<long>? progress = null, CancellationToken cancel = default)
    {
        var groups = CodeLayout.Of(model.Prior.Shape, data.Info.Shape).Groups;
        var labels = data.Info.Factors[factor].Levels;
        var counts = new CodeCounts(groups, model.Prior.CodebookSize, labels);
        var examples = new long[labels];
        long done = 0;
        Each(Split.Train, (codes, label) =>
        {
            counts.Add(codes, label);
            examples[label]++;
        });

        var likeliest = Array.IndexOf(examples, examples.Max());
        List<(int Correct, int Codes)> perCode = [], baseline = [], whole = [], wholeBaseline = [];
        Each(split, (codes, label) =>
        {
            perCode.Add((counts.Correct(codes, label), codes.Length));
            baseline.Add((counts.Majority == label ? codes.Length : 0, codes.Length));
            whole.Add((counts.LabelOfAll(codes, examples) == label ? 1 : 0, 1));
            wholeBaseline.Add((likeliest == label ? 1 : 0, 1));
        });
        return new()
        {
            PerCode = CodeCounts.Ratio(perCode),
            PerCodeBaseline = CodeCounts.Ratio(baseline),
            PerExample = CodeCounts.Ratio(whole),
            PerExampleBaseline = CodeCounts.Ratio(wholeBaseline),
            Codes = perCode.Sum(p => (long)p.Codes),
            Examples = perCode.Count,
        };

        void Each(Split part, Action<long[], long> use)
        {
            using var off = Gradients.Off();
            new OrderedBatches(data, part, BatchSize, limit).ForEach(batch =>
            {
                cancel.ThrowIfCancellationRequested();
                var all = model.EncodeCodes(batch).ToArray<long>();
                var known = batch.Factors!.Select(1, factor).ToArray<long>();
                var lengths = batch.LengthsOf(Field.Main)?.ToArray<long>();
                var size = all.Length / batch.Count;
                for (var b = 0; b < batch.Count; b++)
                {
                    var codes = all.AsSpan(b * size, size);
                    use((lengths is null ? codes : codes[..Held(lengths[b])]).ToArray(), known[b]);
                }

                progress?.Invoke(done += batch.Count);
            });
        }

        // Codes that only padding is behind tell nothing but how long an example is.
        int Held(long length) => (int)(((length * model.Prior.Shape[0]) + data.Info.Dimensions - 1) / data.Info.Dimensions) * (model.Prior.Length() / model.Prior.Shape[0]);
    }
}
