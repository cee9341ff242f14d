using Elbo.Models.Priors;
using Elbo.Torch;

namespace Elbo.Evaluation.Coding;

/// <summary>
/// Writes codes under a prior and reads them back. Both walk through the prior in the same way, chunk by chunk of <paramref name="rows"/> examples: with the same
/// rows and threads on the same machine they see the same logits bit for bit, which is what the codes hang on.
/// </summary>
/// <param name="rows">Examples side by side; the last chunk has what is left.</param>
/// <param name="conditions">Of the examples from the first number on, as many as the second; they must be the same when reading.</param>
public sealed class CodeCoder(ICodePrior prior, int rows, Func<int, int, CodeConditions?> conditions)
{
    private readonly FrequencyTable table = new(prior.CodebookSize);
    private readonly int length = prior.Length();

    /// <summary>Adds the codes of all examples, place by place within each chunk.</summary>
    /// <param name="codes">[N · L], example by example.</param>
    /// <param name="done">Called after each chunk with the number of examples so far.</param>
    /// <exception cref="ArithmeticException">The prior's logits are not numbers.</exception>
    public void Write(ReadOnlyMemory<int> codes, SymbolQueue target, Action<int>? done = null, CancellationToken cancel = default) =>
        Walk(codes.Length / length, (example, place) =>
        {
            var code = codes.Span[(example * length) + place];
            target.Add(table, code);
            return code;
        }, done, cancel);

    /// <summary>The codes of examples, [count · L].</summary>
    /// <exception cref="EndOfStreamException">The message was not written under these logits.</exception>
    /// <exception cref="ArithmeticException">The prior's logits are not numbers.</exception>
    public int[] Read(AnsStack message, int count, Action<int>? done = null, CancellationToken cancel = default)
    {
        // Memory grows with what was read, not with what the message is said to hold.
        var (codes, all) = (Array.Empty<int>(), checked(count * length));
        Walk(count, (example, place) =>
        {
            var at = (example * length) + place;
            if (at >= codes.Length) Array.Resize(ref codes, (int)Math.Min(all, Math.Max(2L * codes.Length, (example + rows) * (long)length)));
            return codes[at] = table.PopFrom(message);
        }, done, cancel);
        return codes;
    }

    /// <summary>Goes through all places; <paramref name="code"/> is asked for each with its distribution in <see cref="table"/>.</summary>
    private void Walk(int count, Func<int, int, int> code, Action<int>? done, CancellationToken cancel)
    {
        using var off = Gradients.Off();
        for (var first = 0; first < count; first += rows)
        {
            using var scope = TensorScope.Enter();
            var here = Math.Min(rows, count - first);
            using var walk = prior.Open(here, conditions(first, here));
            var known = new long[here];
            for (var place = 0; place < length; place++)
            {
                cancel.ThrowIfCancellationRequested();
                using var step = TensorScope.Enter();
                var probabilities = walk.Next().To(Device.Cpu, DType.F64).Softmax(1).Contiguous().AsSpan<double>();
                for (var row = 0; row < here; row++)
                {
                    table.Fill(probabilities.Slice(row * table.Symbols, table.Symbols));
                    known[row] = code(first + row, place);
                }
                walk.Append(known);
            }
            done?.Invoke(first + here);
        }
    }
}
