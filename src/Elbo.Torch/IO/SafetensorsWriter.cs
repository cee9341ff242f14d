using System.Buffers.Binary;
using System.Text.Json;

namespace Elbo.Torch.IO;

/// <summary>
/// Writes safetensors files, byte for byte the same for the same tensors: header keys sorted by name, data by element size
/// (widest first, so that every tensor is aligned) and then by name, header padded with spaces to eight bytes.
/// </summary>
public static class SafetensorsWriter
{
    /// <summary>Replaces <paramref name="path"/> by the given tensors, atomically.</summary>
    /// <param name="path">The file to write; its folder must exist.</param>
    /// <param name="tensors">Tensors by name, of any device and stride; names are distinct and not <c>__metadata__</c>.</param>
    /// <param name="metadata">Stored as <c>__metadata__</c>.</param>
    /// <exception cref="SafetensorsException">A name is empty, reserved or repeated, or the header becomes too long.</exception>
    /// <exception cref="IOException">The file cannot be written; the old one is untouched.</exception>
    public static void Save(
        string path, IEnumerable<(string Name, Tensor Value)> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var sorted = tensors.OrderBy(t => t.Name, StringComparer.Ordinal).ToArray();
        CheckNames(path, sorted);
        var layout = sorted.OrderByDescending(t => DTypes.Size(t.Value.DType)).ToArray();
        var begins = new Dictionary<string, long>(StringComparer.Ordinal);
        long end = 0;
        foreach (var (name, value) in layout)
        {
            begins[name] = end;
            end += TensorBytes.Length(value);
        }

        var header = Header(sorted, begins, metadata);
        if (header.Length > SafetensorsReader.MaxHeaderBytes)
            throw new SafetensorsException(SafetensorsError.HeaderTooLarge, path, null, $"header of {header.Length} bytes, at most {SafetensorsReader.MaxHeaderBytes} can be read");

        AtomicFile.Write(path, stream =>
        {
            Span<byte> prefix = stackalloc byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(prefix, header.Length);
            stream.Write(prefix);
            stream.Write(header);
            foreach (var (_, value) in layout) WriteData(stream, value);
        });
    }

    /// <summary>Writes the tensor's elements in row-major order, staging those that are not plain CPU memory.</summary>
    internal static void WriteData(Stream stream, Tensor value)
    {
        using var scope = TensorScope.Enter();
        using var gradientFree = Gradients.Off();
        var plain = value.Device.IsCpu ? value : value.To(Device.Cpu, value.DType);
        if (!plain.IsContiguous) plain = plain.Contiguous();
        TensorBytes.Read(plain, stream.Write);
    }

    private static byte[] Header(
        (string Name, Tensor Value)[] sorted, Dictionary<string, long> begins, IReadOnlyDictionary<string, string>? metadata)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                json.WriteStartObject(SafetensorsReader.MetadataKey);
                foreach (var (key, value) in metadata.OrderBy(m => m.Key, StringComparer.Ordinal)) json.WriteString(key, value);
                json.WriteEndObject();
            }

            foreach (var (name, value) in sorted)
            {
                json.WriteStartObject(name);
                json.WriteString("dtype", SafetensorsDTypes.NameOf(value.DType));
                json.WriteStartArray("shape");
                foreach (var dimension in value.Shape) json.WriteNumberValue(dimension);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(begins[name]);
                json.WriteNumberValue(begins[name] + TensorBytes.Length(value));
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        while (buffer.Length % 8 != 0) buffer.WriteByte((byte)' ');
        return buffer.ToArray();
    }

    private static void CheckNames(string path, (string Name, Tensor Value)[] sorted)
    {
        for (var i = 0; i < sorted.Length; i++)
        {
            var name = sorted[i].Name;
            if (name.Length == 0) throw new SafetensorsException(SafetensorsError.BadName, path, null, "a tensor's name is empty");
            if (name == SafetensorsReader.MetadataKey) throw new SafetensorsException(SafetensorsError.BadName, path, name, "the name is reserved");
            if (i > 0 && name == sorted[i - 1].Name) throw new SafetensorsException(SafetensorsError.BadName, path, name, "is given twice");
        }
    }
}
