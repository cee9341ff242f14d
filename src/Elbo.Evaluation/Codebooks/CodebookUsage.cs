using Elbo.Data;
using Elbo.Models;
using Elbo.Models.Priors;
using Elbo.Models.Quantizers;
using Elbo.Torch;

namespace Elbo.Evaluation.Codebooks;

/// <summary>How often each code of a codebook occurs over a split.</summary>
public sealed class CodebookUsage
{
    private readonly int[] codes;
    private readonly int group;

    private CodebookUsage(int[] codes, CodeLayout layout, int group, int codebookSize, int batch)
    {
        (this.codes, this.group, Layout) = (codes, group, layout);
        Histogram = new long[codebookSize];
        var (perBatch, sum, batches) = (new long[codebookSize], 0.0, 0);
        for (var example = 0; example < Examples; example++)
        {
            for (var place = 0; place < layout.Places; place++)
            {
                Histogram[Code(example, place)]++;
                perBatch[Code(example, place)]++;
            }
            if ((example + 1) % batch != 0 && example + 1 < Examples) continue;
            sum += CodeUsage.Perplexity(perBatch);
            batches++;
            Array.Clear(perBatch);
        }
        BatchPerplexity = sum / batches;
    }

    /// <summary>Occurrences of each of the K codes.</summary>
    public long[] Histogram { get; }

    /// <summary>Which places and groups the codes of an example have.</summary>
    public CodeLayout Layout { get; }

    /// <summary>Examples looked at.</summary>
    public int Examples => codes.Length / (Layout.Places * Layout.Groups);

    /// <summary>Codes that occur at all.</summary>
    public int Used => Histogram.Count(n => n > 0);

    /// <summary>Of all positions together: 1 when one code occurs, K when all do equally often.</summary>
    public double Perplexity => CodeUsage.Perplexity(Histogram);

    /// <summary>Mean over batches of the perplexity of each, which depends on the size of the batches.</summary>
    public double BatchPerplexity { get; }

    /// <summary>Codes that occur, most frequent first; equally frequent ones by number.</summary>
    public IReadOnlyList<int> MostUsed => [.. Enumerable.Range(0, Histogram.Length).Where(k => Histogram[k] > 0).OrderByDescending(k => Histogram[k]).ThenBy(k => k)];

    /// <summary>The fewest codes that together take a share of all positions.</summary>
    public int Covering(double share)
    {
        var (left, count) = (share * Histogram.Sum(), 0);
        foreach (var code in MostUsed)
        {
            if (left <= 0) break;
            left -= Histogram[code];
            count++;
        }
        return count;
    }

    /// <summary>Encodes a split.</summary>
    /// <param name="group">Which of the G codes of a position.</param>
    /// <param name="limit">At most so many examples, from the first.</param>
    /// <param name="batch">Examples per batch of <see cref="BatchPerplexity"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such group.</exception>
    public static CodebookUsage Measure(ICodeModel model, IDataset data, Split split, int group, int limit, int batch, Action<int>? done = null, CancellationToken cancel = default)
    {
        var layout = CodeLayout.Of(model.Prior.Shape, data.Info.Shape);
        ArgumentOutOfRangeException.ThrowIfNotEqual(group, Math.Clamp(group, 0, layout.Groups - 1));
        using var off = Gradients.Off();
        var batches = new OrderedBatches(data, split, 500, limit);
        var (codes, at) = (new int[checked(batches.Count * model.Prior.Length())], 0);
        batches.ForEach(x =>
        {
            cancel.ThrowIfCancellationRequested();
            foreach (var code in model.EncodeCodes(x).ToArray<long>()) codes[at++] = (int)code;
            done?.Invoke(at / model.Prior.Length());
        });
        return new(codes, layout, group, model.Prior.CodebookSize, batch);
    }

    /// <summary>How many codes occur never, once, 2 to 3 times, 4 to 7 …</summary>
    public IEnumerable<(long Low, long High, int Count)> Octaves => Histogram
        .GroupBy(n => n == 0 ? -1 : (int)Math.Log2(n)).OrderBy(o => o.Key)
        .Select(o => o.Key < 0 ? (0L, 0L, o.Count()) : (1L << o.Key, (2L << o.Key) - 1, o.Count()));

    /// <summary>Code of the group at a position of an example.</summary>
    public int Code(int example, int place) => codes[(((example * Layout.Places) + place) * Layout.Groups) + group];

    /// <summary>Positions that have a code, in distinct examples that lie evenly over those that have it; as many as asked for, or as there are.</summary>
    public IReadOnlyList<(int Example, int Place)> Occurrences(int code, int count)
    {
        var having = Enumerable.Range(0, Examples).Where(example => Places(example, code).Any()).ToList();
        var chosen = Enumerable.Range(0, Math.Min(count, having.Count)).Select(k => having[(int)((long)k * having.Count / Math.Min(count, having.Count))]);
        // Not always the first position, which is a border more often than others are.
        return [.. chosen.Select(example => (example, Places(example, code).ToList() is var places ? places[example % places.Count] : 0))];
    }

    /// <summary>For each group the code that occurs most often.</summary>
    public int[] Usual()
    {
        var usual = new int[Layout.Groups];
        for (var g = 0; g < usual.Length; g++) usual[g] = new CodebookUsage(codes, Layout, g, Histogram.Length, int.MaxValue).MostUsed[0];
        return usual;
    }

    private IEnumerable<int> Places(int example, int code) => Enumerable.Range(0, Layout.Places).Where(place => Code(example, place) == code);
}
