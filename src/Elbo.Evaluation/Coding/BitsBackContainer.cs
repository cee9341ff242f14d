namespace Elbo.Evaluation.Coding;

/// <summary>Examples without loss, by bits back under a model with latent variables.</summary>
/// <remarks>
/// The fields of format 2, as LEB128 unless said otherwise: CRC-32 of the values, 4 bytes; examples; levels; words lent; rank and sizes of an example; then bytes of the deflated names, and these; bytes of
/// the message, and these.
/// </remarks>
public sealed record BitsBackContainer : ElboContainer
{
    /// <summary>The format written. It stands for all that both sides compute with: another width of cells, another order of a sum is another format.</summary>
    public const int Format = 2;

    internal const int MostLevels = 1 << 16;

    /// <summary>CRC-32 of the values as numbers of levels, two bytes each, little-endian.</summary>
    public required uint ValuesCrc { get; init; }

    /// <summary>K: every number of an example is one of the K values k/(K − 1).</summary>
    public required int Levels { get; init; }

    /// <summary>Words of the message that the first examples borrowed, <see cref="AnsStack.Lent"/>.</summary>
    public required int Lent { get; init; }

    private protected override int FormatNumber => Format;

    private protected override void WriteFields(MemoryStream bytes)
    {
        WriteFixed(bytes, ValuesCrc);
        Write(bytes, Examples);
        Write(bytes, Levels);
        Write(bytes, Lent);
        WriteList(bytes, ExampleShape);
    }
}
