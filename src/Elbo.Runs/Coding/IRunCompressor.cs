using Elbo.Data;
using Elbo.Evaluation.Coding;
using Elbo.Torch;

namespace Elbo.Runs.Coding;

/// <summary>Writes examples under the model of a run and reads them back.</summary>
public interface IRunCompressor
{
    /// <summary>Writes examples.</summary>
    /// <param name="names">Of the examples, where they are images with names.</param>
    /// <param name="done">Called with the number of examples so far.</param>
    /// <returns>The file, and what measures it once it lies at a path.</returns>
    /// <exception cref="InvalidOperationException">The data do not fit the model.</exception>
    /// <exception cref="ArithmeticException">The model gives no probabilities.</exception>
    (ElboContainer File, Func<string, CancellationToken, ICompressionReport> Measure) Compress(
        IDataset data, Split split, int limit, IReadOnlyList<string>? names, Action<int> done, CancellationToken cancel);

    /// <summary>Reads the examples of a file, in the current scope.</summary>
    /// <param name="path">For messages.</param>
    /// <exception cref="CodeContainerException">It was not written by this run.</exception>
    DecodedExamples Decompress(ElboContainer file, string path, Action<int> done, CancellationToken cancel);
}

/// <summary>What came out of a file.</summary>
/// <param name="File">The file.</param>
/// <param name="Rows">How many are decoded side by side.</param>
/// <param name="Decode">Values of examples from the first number on, as many as the second, [count, D].</param>
/// <param name="Codes">The codes of all; null where the file holds none.</param>
public sealed record DecodedExamples(ElboContainer File, int Rows, Func<int, int, Tensor> Decode, Func<Tensor>? Codes);
