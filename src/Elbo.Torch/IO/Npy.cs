namespace Elbo.Torch.IO;

/// <summary>
/// Reads and writes single arrays in numpy's npy format: versions 1.0 and 2.0, row- or column-major, of <c>f2 f4 f8 i1 i2 i4 i8
/// u1 u2 u4 u8 b1</c> in either order of bytes; written is what tensors have, little-endian.
/// </summary>
/// <remarks>Format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html.</remarks>
public static class Npy
{
    /// <summary>The array of a file, on the CPU, contiguous, in the current scope.</summary>
    /// <exception cref="NpyException">The file cannot be read or is not a supported array.</exception>
    public static Tensor Load(string path)
    {
        using var stream = NpyData.Open(path);
        try
        {
            var header = NpyHeader.Read(stream, path);
            var available = stream.Length - header.DataStart;
            if (available != header.DataLength)
                throw new NpyException(NpyError.SizeMismatch, path, $"{available} bytes of data, {header.DataLength} expected for {header.Element.DType} {FileShape.Format(header.Shape)}");
            return NpyData.Read(stream, header, path);
        }
        catch (IOException e) when (e is not NpyException)
        {
            throw new NpyException(NpyError.Unreadable, path, e.Message, e);
        }
    }

    /// <summary>Replaces <paramref name="path"/> by the tensor in version 1.0, row-major, atomically.</summary>
    /// <exception cref="ArgumentException">The tensor is BF16, which npy does not have.</exception>
    /// <exception cref="IOException">The file cannot be written; the old one is untouched.</exception>
    public static void Save(string path, Tensor tensor)
    {
        var header = NpyHeader.Write(tensor.DType, tensor.Shape);
        AtomicFile.Write(path, stream =>
        {
            stream.Write(header);
            SafetensorsWriter.WriteData(stream, tensor);
        });
    }
}
