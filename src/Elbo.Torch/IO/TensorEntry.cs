namespace Elbo.Torch.IO;

/// <summary>One tensor as a safetensors header describes it.</summary>
/// <param name="Name">The tensor's name.</param>
/// <param name="DType">Its element type.</param>
/// <param name="Shape">Its dimensions; empty for a scalar.</param>
/// <param name="Begin">Offset of its first byte from the end of the header, in bytes.</param>
/// <param name="End">Offset behind its last byte.</param>
public sealed record TensorEntry(string Name, DType DType, IReadOnlyList<long> Shape, long Begin, long End)
{
    /// <summary>Length of the tensor's data in bytes.</summary>
    public long ByteLength => End - Begin;
}
