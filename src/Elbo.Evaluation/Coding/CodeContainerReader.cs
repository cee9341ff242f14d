using System.Buffers.Binary;
using Elbo.Torch.IO;

namespace Elbo.Evaluation.Coding;

/// <summary>Reads <c>.elbo</c> files. Every number is held against its bounds, and against the bytes there are, before anything is allocated for it.</summary>
public static class CodeContainerReader
{
    private const long MostFileBytes = 1L << 30;

    /// <exception cref="CodeContainerException">The file cannot be read, is another kind of file, is damaged or cut, or was written by a newer version.</exception>
    public static CodeContainer Read(string path)
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
    public static CodeContainer Parse(ReadOnlySpan<byte> bytes, string file)
    {
        var fields = new Fields(bytes, file);
        if (!fields.Take(Math.Min(CodeContainer.Magic.Length, bytes.Length)).SequenceEqual(CodeContainer.Magic[..Math.Min(CodeContainer.Magic.Length, bytes.Length)]) || bytes.IsEmpty)
            throw new CodeContainerException(file, "no .elbo file: it begins otherwise");
        // Before the check sum: a later format may have it elsewhere.
        var format = fields.Number(1, CodeContainer.MostFormat, "format");
        if (format > CodeContainer.Format)
            throw new CodeContainerException(file, $"format {format}, written by a newer version of elbo; this one reads up to {CodeContainer.Format}");
        if (bytes.Length < fields.At + CodeContainer.CrcBytes) throw fields.Cut();
        var end = bytes.Length - CodeContainer.CrcBytes;
        if (Crc32.Of(bytes[..end]) != BinaryPrimitives.ReadUInt32LittleEndian(bytes[end..])) throw new CodeContainerException(file, "damaged or cut: its check sum does not fit");
        return ParseFields(new Fields(bytes[..end], file) { At = fields.At }, file);
    }

    private static CodeContainer ParseFields(Fields fields, string file)
    {
        var hash = fields.Take(CodeContainer.HashBytes).ToArray();
        var codesCrc = BinaryPrimitives.ReadUInt32LittleEndian(fields.Take(CodeContainer.CrcBytes));
        var examples = fields.Number(1, CodeContainer.MostCodes, "number of examples");
        var rows = fields.Number(1, CodeContainer.MostRows, "rows");
        var threads = fields.Number(1, CodeContainer.MostThreads, "threads");
        var exampleShape = fields.Shape("an example", 1);
        var codeShape = fields.Shape("its codes", examples);
        var levels = fields.Numbers(CodeContainer.MostFactors, FrequencyTable.MostSymbols, "factors");
        if ((long)levels.Length * examples > CodeContainer.MostCodes) throw fields.Wrong("number of factors", levels.Length);
        var names = fields.Take(fields.Number(0, int.MaxValue, "length of the names"));
        var message = fields.Take(fields.Number(0, int.MaxValue, "length of the message")).ToArray();
        if (!fields.IsAtEnd) throw new CodeContainerException(file, "damaged: there is more after its end");
        return new()
        {
            ModelHash = hash,
            CodesCrc = codesCrc,
            Examples = examples,
            Rows = rows,
            Threads = threads,
            ExampleShape = exampleShape,
            CodeShape = codeShape,
            FactorLevels = levels,
            Names = names.IsEmpty ? null : ImageNames.Inflate(names, examples, file),
            Message = message,
        };
    }

    /// <summary>Goes through the bytes of a file.</summary>
    private ref struct Fields(ReadOnlySpan<byte> bytes, string file)
    {
        private readonly ReadOnlySpan<byte> bytes = bytes;

        public int At { get; set; }

        public readonly bool IsAtEnd => At == bytes.Length;

        public ReadOnlySpan<byte> Take(int count)
        {
            if (count > bytes.Length - At) throw Cut();
            At += count;
            return bytes.Slice(At - count, count);
        }

        public int Number(int least, int most, string what)
        {
            ulong value = 0;
            for (var shift = 0; ; shift += 7)
            {
                // Five bytes hold 32 bits and more.
                if (shift > 28) throw new CodeContainerException(file, $"damaged: its {what} is no number");
                var part = Take(1)[0];
                value |= (ulong)(part & 0x7F) << shift;
                if (part < 0x80) break;
            }
            return value >= (ulong)least && value <= (ulong)most ? (int)value : throw Wrong(what, value);
        }

        public int[] Numbers(int mostCount, int most, string what)
        {
            var numbers = new int[Number(0, mostCount, $"number of {what}")];
            for (var k = 0; k < numbers.Length; k++) numbers[k] = Number(1, most, what);
            return numbers;
        }

        /// <param name="times">So many of them must be few enough.</param>
        public int[] Shape(string of, int times)
        {
            var sizes = Numbers(CodeContainer.MostRank, CodeContainer.MostCodes, $"sizes of {of}");
            var all = (long)times;
            foreach (var size in sizes)
                if ((all *= size) > CodeContainer.MostCodes) throw new CodeContainerException(file, $"damaged: {of} would be [{string.Join(", ", sizes)}], too large");
            return sizes;
        }

        public readonly CodeContainerException Wrong(string what, object value) => new(file, $"damaged: its {what} is {value}");

        public readonly CodeContainerException Cut() => new(file, "cut: it ends too early");
    }
}
