using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.Win32.SafeHandles;

namespace Elbo.Torch.IO;

/// <summary>The checked header of a safetensors file: after <see cref="Read"/> every entry lies inside the file.</summary>
internal sealed class SafetensorsHeader
{
    private readonly string file;
    private readonly List<TensorEntry> entries = [];
    private readonly Dictionary<string, TensorEntry> byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> metadata = new(StringComparer.Ordinal);

    private SafetensorsHeader(string file) => this.file = file;

    /// <summary>The tensors in the order of the header.</summary>
    public IReadOnlyList<TensorEntry> Entries => entries;

    public IReadOnlyDictionary<string, TensorEntry> ByName => byName;

    public IReadOnlyDictionary<string, string> Metadata => metadata;

    /// <summary>Position in the file of offset 0 of the data.</summary>
    public long DataStart { get; private init; }

    public static SafetensorsHeader Read(SafeFileHandle handle, string file)
    {
        var fileLength = RandomAccess.GetLength(handle);
        Span<byte> prefix = stackalloc byte[8];
        if (fileLength < 8 || RandomAccess.Read(handle, prefix, 0) < 8)
            throw new SafetensorsException(SafetensorsError.FileTooShort, file, null, $"{fileLength} bytes are too few for a safetensors file");
        var headerLength = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (headerLength > SafetensorsReader.MaxHeaderBytes)
            throw new SafetensorsException(SafetensorsError.HeaderTooLarge, file, null, $"header of {headerLength} bytes, at most {SafetensorsReader.MaxHeaderBytes} are read");
        if ((long)headerLength > fileLength - 8)
            throw new SafetensorsException(SafetensorsError.HeaderBeyondFile, file, null, $"header of {headerLength} bytes in a file of {fileLength}");

        var json = new byte[headerLength];
        ReadExactly(handle, json, 8, file, null);
        return Parse(json, fileLength, file);
    }

    public static void ReadExactly(SafeFileHandle handle, Span<byte> target, long position, string file, string? tensor)
    {
        while (target.Length > 0)
        {
            var read = RandomAccess.Read(handle, target, position);
            if (read == 0) throw new SafetensorsException(SafetensorsError.FileTooShort, file, tensor, $"the file ends at byte {position}");
            target = target[read..];
            position += read;
        }
    }

    private static SafetensorsHeader Parse(ReadOnlySpan<byte> json, long fileLength, string file)
    {
        if (!Utf8.IsValid(json)) throw new SafetensorsException(SafetensorsError.HeaderNotUtf8, file, null, "the header is not UTF-8");
        var header = new SafetensorsHeader(file) { DataStart = 8 + json.Length };
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 4 });
        try
        {
            header.ParseRoot(ref reader, fileLength - header.DataStart);
        }
        // The reader says InvalidOperation for an escaped lone surrogate.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new SafetensorsException(SafetensorsError.HeaderNotJson, file, null, "the header is not valid JSON", e);
        }

        header.CheckCover(fileLength - header.DataStart);
        return header;
    }

    private void ParseRoot(ref Utf8JsonReader reader, long dataLength)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw Fail(SafetensorsError.HeaderNotJson, null, "the header is not a JSON object");
        var hasMetadata = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            if (name == SafetensorsReader.MetadataKey)
            {
                if (hasMetadata) throw Fail(SafetensorsError.DuplicateKey, null, $"{name} occurs twice in the header");
                hasMetadata = true;
                ParseMetadata(ref reader);
                continue;
            }

            var entry = SafetensorsEntryParser.Parse(ref reader, name, dataLength, file);
            if (!byName.TryAdd(name, entry)) throw Fail(SafetensorsError.DuplicateKey, name, "occurs twice in the header");
            entries.Add(entry);
        }

        // Anything but white space behind the object is an error of the reader.
        while (reader.Read()) throw Fail(SafetensorsError.HeaderNotJson, null, "the header goes on after its object");
    }

    private void ParseMetadata(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw Fail(SafetensorsError.BadMetadata, null, "__metadata__ is not an object");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString()!;
            reader.Read();
            if (reader.TokenType != JsonTokenType.String)
                throw Fail(SafetensorsError.BadMetadata, null, $"__metadata__ '{SafetensorsException.Shown(key)}' is not a string");
            if (!metadata.TryAdd(key, reader.GetString()!))
                throw Fail(SafetensorsError.DuplicateKey, null, $"__metadata__ '{SafetensorsException.Shown(key)}' occurs twice");
        }
    }

    /// <summary>The tensors must tile the data part: no byte twice, none unclaimed.</summary>
    private void CheckCover(long dataLength)
    {
        long covered = 0;
        TensorEntry? last = null;
        // An empty tensor goes before a full one that begins at the same byte.
        foreach (var entry in entries.OrderBy(e => e.Begin).ThenBy(e => e.End))
        {
            if (entry.Begin < covered)
                throw Fail(SafetensorsError.Overlap, entry.Name, $"bytes {entry.Begin}..{entry.End} overlap those of '{SafetensorsException.Shown(last!.Name)}'");
            if (entry.Begin > covered)
                throw Fail(SafetensorsError.Hole, entry.Name, $"bytes {covered}..{entry.Begin} before it belong to no tensor");
            covered = entry.End;
            last = entry;
        }

        if (covered < dataLength)
            throw Fail(SafetensorsError.TrailingBytes, null, $"{dataLength - covered} bytes after the last tensor belong to none");
    }

    private SafetensorsException Fail(SafetensorsError error, string? tensor, string reason) => new(error, file, tensor, reason);
}
