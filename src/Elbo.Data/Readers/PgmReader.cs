namespace Elbo.Data;

/// <summary>Decodes binary PGM (P5, grey) and PPM (P6, colour) images with one byte a sample.</summary>
/// <remarks>Format: netpbm, pgm(5) and ppm(5).</remarks>
internal static class PgmReader
{
    public static bool IsPgm(ReadOnlySpan<byte> bytes) => bytes is [(byte)'P', (byte)'5' or (byte)'6', ..];

    /// <summary>Width, height and channels, from the file's beginning.</summary>
    /// <exception cref="DataException">The bytes do not begin an image of these kinds.</exception>
    public static ImageHeader ReadHeader(ReadOnlySpan<byte> bytes, string file)
    {
        var (width, height, channels) = ReadHeader(bytes, file, out _, out _);
        return new ImageHeader(width, height, channels);
    }

    /// <exception cref="DataException">The bytes are no whole image of these kinds.</exception>
    public static DecodedImage Decode(ReadOnlySpan<byte> bytes, string file)
    {
        var (width, height, channels) = ReadHeader(bytes, file, out var most, out var at);
        // One blank of any kind ends the header; samples may begin with a byte that looks like another.
        at++;
        var wanted = (long)width * height * channels;
        if (bytes.Length - at != wanted) throw new DataException($"{file}: {wanted} bytes for {width} by {height} pixels are expected, {Math.Max(0, bytes.Length - at)} follow the header");
        var samples = bytes[at..];
        var pixels = new byte[wanted];
        var plane = width * height;
        for (var p = 0; p < plane; p++)
        {
            for (var c = 0; c < channels; c++)
            {
                var sample = samples[(p * channels) + c];
                if (sample > most) throw new DataException($"{file}: a sample is {sample}, above the largest of {most}");
                pixels[(c * plane) + p] = most == 255 ? sample : (byte)(((sample * 255) + (most / 2)) / most);
            }
        }

        return new DecodedImage(width, height, channels, pixels);
    }

    private static (int Width, int Height, int Channels) ReadHeader(ReadOnlySpan<byte> bytes, string file, out int most, out int at)
    {
        if (!IsPgm(bytes)) throw new DataException($"{file}: not a binary PGM or PPM: it does not begin with P5 or P6");
        at = 2;
        var (width, height) = (Number(bytes, ref at, file), Number(bytes, ref at, file));
        most = Number(bytes, ref at, file);
        if (width == 0 || height == 0 || (long)width * height > DecodedImage.MostPixels) throw new DataException($"{file}: an image of {width} by {height} pixels; 1 to {DecodedImage.MostPixels} in all are read");
        if (most is 0 or > 255) throw new DataException($"{file}: samples up to {most}; 1 to 255 are read");
        return (width, height, bytes[1] == '5' ? 1 : 3);
    }

    /// <summary>The next number of the header, behind blanks and comments; leaves off at the blank behind it.</summary>
    private static int Number(ReadOnlySpan<byte> bytes, ref int at, string file)
    {
        while (at < bytes.Length && (IsBlank(bytes[at]) || bytes[at] == '#'))
        {
            if (bytes[at] == '#')
            {
                while (at < bytes.Length && bytes[at] != '\n') at++;
            }
            else
            {
                at++;
            }
        }

        var (first, value) = (at, 0);
        for (; at < bytes.Length && char.IsAsciiDigit((char)bytes[at]); at++)
        {
            value = (value * 10) + (bytes[at] - '0');
            if (value > DecodedImage.MostPixels) throw new DataException($"{file}: a number in its header is too large");
        }

        return at > first && at < bytes.Length && IsBlank(bytes[at]) ? value : throw new DataException($"{file}: damaged: its header has no width, height and largest sample");
    }

    private static bool IsBlank(byte value) => value is (byte)' ' or (>= 9 and <= 13);
}
