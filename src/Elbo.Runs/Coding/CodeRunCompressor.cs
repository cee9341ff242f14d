using Elbo.Data;
using Elbo.Evaluation.Coding;
using Elbo.Torch;

namespace Elbo.Runs.Coding;

/// <summary>By the codes of the model, entropy-coded under its prior: without loss in the codes.</summary>
internal sealed class CodeRunCompressor(CodeCompressor compressor) : IRunCompressor
{
    /// <inheritdoc/>
    public (ElboContainer File, Func<string, CancellationToken, ICompressionReport> Measure) Compress(
        IDataset data, Split split, int limit, IReadOnlyList<string>? names, Action<int> done, CancellationToken cancel)
    {
        var (examples, file) = compressor.Compress(data, split, limit, names, done, cancel);
        return (file, (path, stop) => CompressionReport.Measure(compressor, examples, file, data, split, path, stop));
    }

    /// <inheritdoc/>
    public DecodedExamples Decompress(ElboContainer file, string path, Action<int> done, CancellationToken cancel)
    {
        if (file is not CodeContainer container) throw new CodeContainerException(path, "was made with another model: it holds no codes");
        // Sums are rounded in the order of the threads; another number of them may give other logits.
        TorchRuntime.Threads = container.Threads;
        var examples = compressor.Decompress(container, path, done, cancel);
        return new(file, examples.Rows, (first, count) => compressor.Decode(examples, first, count), () => examples.CodeTensor(container.CodeShape, 0, examples.Count));
    }
}
