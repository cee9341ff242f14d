using System.Diagnostics;
using Elbo.Data;
using Elbo.Evaluation.Coding;

namespace Elbo.Runs.Coding;

/// <summary>By bits back: without loss in the data.</summary>
internal sealed class BitsBackRunCompressor(BitsBackCompressor compressor) : IRunCompressor
{
    /// <summary>Values of so many examples are made at once.</summary>
    private const int Rows = 250;

    /// <inheritdoc/>
    public (ElboContainer File, Func<string, CancellationToken, ICompressionReport> Measure) Compress(
        IDataset data, Split split, int limit, IReadOnlyList<string>? names, Action<int> done, CancellationToken cancel)
    {
        var watch = Stopwatch.StartNew();
        var (examples, file) = compressor.Compress(data, split, limit, names, done, cancel);
        var seconds = watch.Elapsed.TotalSeconds;
        return (file, (path, stop) => BitsBackReport.Measure(compressor, examples, file, path, seconds, stop));
    }

    /// <inheritdoc/>
    public DecodedExamples Decompress(ElboContainer file, string path, Action<int> done, CancellationToken cancel)
    {
        if (file is not BitsBackContainer container) throw new CodeContainerException(path, "was made with another model: it holds codes, and this one has none");
        var examples = compressor.Decompress(container, path, done, cancel);
        return new(file, Rows, examples.ToTensor, null);
    }
}
