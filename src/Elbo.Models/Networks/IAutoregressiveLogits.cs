using Elbo.Torch;

namespace Elbo.Models.Networks;

/// <summary>
/// A walk through <see cref="Rows"/> examples at once: the logits of the next code, then the code itself, and so on. The same codes on the
/// same machine, with the same number of rows and threads, give bit for bit the same logits: an entropy coder walks in the same way when it
/// writes and when it reads.
/// </summary>
public interface IAutoregressiveLogits : IDisposable
{
    /// <summary>Examples side by side.</summary>
    int Rows { get; }

    /// <summary>Codes of one example.</summary>
    int Length { get; }

    /// <summary>How many codes of each example are known; <see cref="Length"/> at the end.</summary>
    int Position { get; }

    /// <summary>Logits of the code at <see cref="Position"/>, [<see cref="Rows"/>, K], in the current scope. Asking again gives the same.</summary>
    /// <exception cref="InvalidOperationException">At the end.</exception>
    Tensor Next();

    /// <summary>Makes the code at <see cref="Position"/> known and goes on.</summary>
    /// <param name="codes">One per row, in [0, K).</param>
    /// <exception cref="ArgumentException">Not one per row, or out of range.</exception>
    /// <exception cref="InvalidOperationException">At the end.</exception>
    void Append(ReadOnlySpan<long> codes);
}
