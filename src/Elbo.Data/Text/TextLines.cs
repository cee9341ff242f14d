using System.Globalization;
using System.Text;

namespace Elbo.Data;

/// <summary>Lines of a text file, plain or gzip-compressed, each decoded by itself so that one that is no text is told by its number.</summary>
internal static class TextLines
{
    private const long MostFileBytes = 1L << 30;
    private const int MostLineBytes = 1 << 24;

    private static readonly UTF8Encoding strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Gives each line with its number, from 1.</summary>
    /// <exception cref="DataException">The file cannot be read, or a line is no UTF-8 text or too long.</exception>
    public static void Read(string path, Action<int, string> take) => PackedFile.Read(path, (stream, _) =>
    {
        if (stream is FileStream && path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)) throw new DataException($"{path}: not compressed by gzip, as its name says");
        using var counted = new CountedStream(stream, MostFileBytes, path);
        var (buffer, line, number) = (new byte[1 << 16], new List<byte>(), 0);
        for (int read; (read = counted.Read(buffer.AsSpan())) > 0;)
        {
            for (var rest = buffer.AsSpan(0, read); !rest.IsEmpty;)
            {
                var end = rest.IndexOf((byte)'\n');
                line.AddRange(end < 0 ? rest : rest[..end]);
                if (line.Count > MostLineBytes) throw new DataException(string.Create(CultureInfo.InvariantCulture, $"{path}: line {number + 1}: longer than {MostLineBytes} bytes; put an example on each line"));
                if (end < 0) break;
                Take();
                rest = rest[(end + 1)..];
            }
        }

        if (line.Count > 0) Take();
        return (number, counted.Count);

        void Take()
        {
            number++;
            take(number, Decode(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(line), path, number));
            line.Clear();
        }
    });

    private static string Decode(ReadOnlySpan<byte> bytes, string path, int number)
    {
        if (number == 1 && bytes.StartsWith(Encoding.UTF8.Preamble)) bytes = bytes[Encoding.UTF8.Preamble.Length..];
        if (bytes.Contains((byte)0)) throw new DataException(string.Create(CultureInfo.InvariantCulture, $"{path}: line {number}: has a zero byte, so it is no UTF-8 text; save it as UTF-8"));
        try
        {
            return strict.GetString(bytes).TrimEnd('\r');
        }
        catch (DecoderFallbackException e)
        {
            throw new DataException(string.Create(CultureInfo.InvariantCulture, $"{path}: line {number}: byte {e.Index + 1} is no UTF-8 text; save the file as UTF-8"), e);
        }
    }
}
