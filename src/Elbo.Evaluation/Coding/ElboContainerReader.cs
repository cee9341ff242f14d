using System.Buffers.Binary;
using Elbo.Torch.IO;

namespace Elbo.Evaluation.Coding;

/// <summary>Reads <c>.elbo</c> files. Every number is held against its bounds, and against the bytes there are, before anything is allocated for it.</summary>
public static class ElboContainerReader
{
    private const long MostFileBytes = 1L << 30;

    /// <exception cref="CodeContainerException">The file cannot be read, is another kind of file, is damaged or cut, or was written by a newer version.</exception>
    public static ElboContainer Read(string path)
    {
        byte[] bytes;
        try
        {
            using var stream = File.OpenRead(path);
            if (stream.Length > MostFileBytes) throw new CodeContainerException(path, $"{stream.Length} bytes; at most {MostFileBytes} are read");
            bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
        }
        catch (Exception failure) when (failure is IOException and not CodeContainerException or UnauthorizedAccessException)
        {
            throw new CodeContainerException(path, failure is FileNotFoundException or DirectoryNotFoundException ? "no such file" : $"cannot be read: {failure.Message}", failure);
        }
        return Parse(bytes, path);
    }

    /// <param name="file">Its name, for messages.</param>
    /// <inheritdoc cref="Read" path="/exception"/>
    public static ElboContainer Parse(ReadOnlySpan<byte> bytes, string file)
    {
        var fields = new ContainerFields(bytes, file);
        if (!fields.Take(Math.Min(ElboContainer.Magic.Length, bytes.Length)).SequenceEqual(ElboContainer.Magic[..Math.Min(ElboContainer.Magic.Length, bytes.Length)]) || bytes.IsEmpty)
            throw new CodeContainerException(file, "no .elbo file: it begins otherwise");
        // Before the check sum: a later format may have it elsewhere.
        var format = fields.Number(1, ElboContainer.MostFormat, "format");
        if (format > ElboContainer.LastFormat)
            throw new CodeContainerException(file, $"format {format}, written by a newer version of elbo; this one reads up to {ElboContainer.LastFormat}");
        if (bytes.Length < fields.At + ElboContainer.CrcBytes) throw fields.Cut();
        var end = bytes.Length - ElboContainer.CrcBytes;
        if (Crc32.Of(bytes[..end]) != BinaryPrimitives.ReadUInt32LittleEndian(bytes[end..])) throw new CodeContainerException(file, "damaged or cut: its check sum does not fit");
        var rest = new ContainerFields(bytes[..end], file) { At = fields.At };
        return format == CodeContainer.Format ? Codes(rest, file) : BitsBack(rest, file);
    }

    private static CodeContainer Codes(ContainerFields fields, string file)
    {
        var (hash, crc) = Hash(ref fields);
        var examples = fields.Number(1, CodeContainer.MostCodes, "number of examples");
        var rows = fields.Number(1, CodeContainer.MostRows, "rows");
        var threads = fields.Number(1, CodeContainer.MostThreads, "threads");
        var exampleShape = fields.Shape("an example", 1);
        var codeShape = fields.Shape("its codes", examples);
        var levels = fields.Numbers(CodeContainer.MostFactors, FrequencyTable.MostSymbols, "factors");
        if ((long)levels.Length * examples > CodeContainer.MostCodes) throw fields.Wrong("number of factors", levels.Length);
        var (names, message) = Ends(ref fields, examples, file);
        return new()
        {
            ModelHash = hash,
            CodesCrc = crc,
            Examples = examples,
            Rows = rows,
            Threads = threads,
            ExampleShape = exampleShape,
            CodeShape = codeShape,
            FactorLevels = levels,
            Names = names,
            Message = message,
        };
    }

    private static BitsBackContainer BitsBack(ContainerFields fields, string file)
    {
        var (hash, crc) = Hash(ref fields);
        var examples = fields.Number(1, CodeContainer.MostCodes, "number of examples");
        var levels = fields.Number(2, BitsBackContainer.MostLevels, "number of levels");
        var lent = fields.Number(0, int.MaxValue, "number of words lent");
        var shape = fields.Shape("an example", examples);
        var (names, message) = Ends(ref fields, examples, file);
        return new() { ModelHash = hash, ValuesCrc = crc, Examples = examples, Levels = levels, Lent = lent, ExampleShape = shape, Names = names, Message = message };
    }

    private static (byte[] Hash, uint Crc) Hash(ref ContainerFields fields) =>
        (fields.Take(ElboContainer.HashBytes).ToArray(), BinaryPrimitives.ReadUInt32LittleEndian(fields.Take(ElboContainer.CrcBytes)));

    private static (string[]? Names, byte[] Message) Ends(ref ContainerFields fields, int examples, string file)
    {
        var names = fields.Take(fields.Number(0, int.MaxValue, "length of the names"));
        var message = fields.Take(fields.Number(0, int.MaxValue, "length of the message")).ToArray();
        if (!fields.IsAtEnd) throw new CodeContainerException(file, "damaged: there is more after its end");
        return (names.IsEmpty ? null : ImageNames.Inflate(names, examples, file), message);
    }
}
