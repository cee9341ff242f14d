using System.Buffers.Binary;

namespace Elbo.Cli.Tests;

/// <summary>A folder with files of MNIST's names and format, small enough to train on in a second.</summary>
internal static class SmallImages
{
    public static string Write(string folder, int train = 400, int test = 100, bool inverted = false)
    {
        Directory.CreateDirectory(folder);
        Images(Path.Combine(folder, "train-images-idx3-ubyte"), train, inverted);
        Labels(Path.Combine(folder, "train-labels-idx1-ubyte"), train);
        Images(Path.Combine(folder, "t10k-images-idx3-ubyte"), test, inverted);
        Labels(Path.Combine(folder, "t10k-labels-idx1-ubyte"), test);
        return folder;
    }

    private static void Images(string path, int count, bool inverted)
    {
        var bytes = new byte[16 + count * 64];
        Header(bytes, 0x803, count, 8, 8);
        for (var n = 0; n < count; n++)
            for (var d = 0; d < 64; d++)
                bytes[16 + n * 64 + d] = (byte)((n % 4) switch { 0 => d % 8 < 4, 1 => d / 8 < 4, 2 => d % 8 == d / 8, _ => d % 3 == 0 } != inverted ? 240 : 10);
        File.WriteAllBytes(path, bytes);
    }

    private static void Labels(string path, int count)
    {
        var bytes = new byte[8 + count];
        Header(bytes, 0x801, count);
        for (var n = 0; n < count; n++) bytes[8 + n] = (byte)(n % 4);
        File.WriteAllBytes(path, bytes);
    }

    private static void Header(byte[] bytes, params int[] words)
    {
        for (var k = 0; k < words.Length; k++) BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4 * k), words[k]);
    }
}
