namespace Elbo.Evaluation.Coding;

/// <summary>Examples as their codes under a model's prior.</summary>
/// <remarks>
/// The fields of format 1, as LEB128 unless said otherwise: CRC-32 of the codes, 4 bytes; examples; rows; threads; rank and sizes of an example; rank and sizes of its codes; count and levels of
/// factors; then bytes of the deflated names, and these; bytes of the message, and these.
/// </remarks>
public sealed record CodeContainer : ElboContainer
{
    /// <summary>The format written.</summary>
    public const int Format = 1;

    /// <summary>Most codes, most values of factors, and most numbers of examples in one file.</summary>
    public const int MostCodes = 1 << 27;

    internal const int MostRank = 8, MostFactors = 64, MostRows = 4096, MostThreads = 1024;

    /// <summary>CRC-32 of the codes, of each four bytes, little-endian: shows logits that were others.</summary>
    public required uint CodesCrc { get; init; }

    /// <summary>Examples of a chunk, walked side by side.</summary>
    public required int Rows { get; init; }

    /// <summary>Threads of an operation when it was written; sums are rounded in their order.</summary>
    public required int Threads { get; init; }

    /// <summary>Shape of one example's codes.</summary>
    public required IReadOnlyList<int> CodeShape { get; init; }

    /// <summary>How many values each factor has whose values are in the message, before the codes; none for an unconditional model.</summary>
    public required IReadOnlyList<int> FactorLevels { get; init; }

    /// <summary>Codes of one example.</summary>
    public int CodesPerExample => CodeShape.Aggregate(1, (product, size) => checked(product * size));

    private protected override int FormatNumber => Format;

    private protected override void WriteFields(MemoryStream bytes)
    {
        WriteFixed(bytes, CodesCrc);
        foreach (var number in (ReadOnlySpan<int>)[Examples, Rows, Threads]) Write(bytes, number);
        foreach (var list in (IReadOnlyList<int>[])[ExampleShape, CodeShape, FactorLevels]) WriteList(bytes, list);
    }
}
