namespace Elbo.Data;

/// <summary>Reads text files of binary rows, the format of Larochelle's binarised MNIST: digits 0 and 1 parted by single blanks, one
/// image a line; plain or gzip-compressed.</summary>
internal static class AmatReader
{
    private const int LinesAtOnce = 256;

    /// <summary>The rows of a file, 0 as 0 and 1 as 255: [rows · columns], row-major.</summary>
    /// <exception cref="DataException">The file cannot be read, has another character anywhere, or fewer or more rows.</exception>
    public static byte[] Load(string path, int rows, int columns) => PackedFile.Read(path, (stream, mostBytes) =>
    {
        var line = 2 * columns;
        var wanted = (long)rows * line;
        if (wanted > mostBytes) throw new DataException($"{path}: cut: {rows} rows of {columns} digits are {wanted} bytes, the file cannot hold more than {mostBytes}");
        var pixels = new byte[checked(rows * columns)];
        var buffer = new byte[LinesAtOnce * line];
        for (var row = 0; row < rows;)
        {
            var most = Math.Min(LinesAtOnce, rows - row);
            var read = stream.ReadAtLeast(buffer.AsSpan(0, most * line), most * line, throwOnEndOfStream: false);
            for (var k = 0; k < read / line; k++, row++)
                Parse(buffer.AsSpan(k * line, line), pixels.AsSpan(row * columns, columns), path, row);
            if (read < most * line) throw new DataException($"{path}: cut: {rows} rows are expected, the data ends in row {row + 1}");
        }

        if (stream.ReadByte() >= 0) throw new DataException($"{path}: {rows} rows are expected, the file goes on after them");
        return (pixels, wanted);
    });

    private static void Parse(ReadOnlySpan<byte> line, Span<byte> pixels, string path, int row)
    {
        for (var c = 0; c < pixels.Length; c++)
        {
            var digit = line[2 * c] - '0';
            var end = c == pixels.Length - 1 ? '\n' : ' ';
            if ((uint)digit > 1 || line[(2 * c) + 1] != end)
                throw new DataException($"{path}: row {row + 1}, column {c + 1}: expected 0 or 1 and {(end == ' ' ? "a blank" : "the line's end")}, found bytes {line[2 * c]} and {line[(2 * c) + 1]}");
            pixels[c] = (byte)(digit * 255);
        }
    }
}
