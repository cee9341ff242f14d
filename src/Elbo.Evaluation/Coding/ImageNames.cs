using System.IO.Compression;
using System.Text;

namespace Elbo.Evaluation.Coding;

/// <summary>Names of images in a container: UTF-8, each ended by a zero, deflated.</summary>
internal static class ImageNames
{
    /// <summary>Longest name in bytes; also the longest path of common systems.</summary>
    public const int MostBytes = 4096;

    /// <summary>Most bytes of all names.</summary>
    private const int MostOfAll = 1 << 26;

    private static readonly UTF8Encoding strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="IOException">A name cannot be kept.</exception>
    public static byte[] Deflate(IReadOnlyList<string> names)
    {
        using var bytes = new MemoryStream();
        using (var deflate = new DeflateStream(bytes, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            foreach (var name in names)
            {
                if (!IsPlain(name)) throw new IOException($"'{name}': not a name that can be kept; rename it");
                deflate.Write(strict.GetBytes(name + '\0'));
            }
        }
        return bytes.ToArray();
    }

    /// <exception cref="CodeContainerException">They are not so many names, or one leads out of the folder it will be put into.</exception>
    public static string[] Inflate(ReadOnlySpan<byte> deflated, int count, string file)
    {
        var names = new List<string>();
        var name = new List<byte>();
        var read = 0;
        try
        {
            using var inflate = new DeflateStream(new MemoryStream(deflated.ToArray()), CompressionMode.Decompress);
            using var bytes = new BufferedStream(inflate);
            // Byte by byte, as a few of them can claim to be any number of names.
            for (int next; (next = bytes.ReadByte()) >= 0;)
            {
                if (next == 0)
                {
                    names.Add(strict.GetString([.. name]));
                    name.Clear();
                    if (!IsPlain(names[^1])) throw new CodeContainerException(file, $"damaged: image {names.Count} has a name that leads elsewhere or is none");
                }
                else name.Add((byte)next);
                if (names.Count > count || name.Count > MostBytes || ++read > MostOfAll) break;
            }
        }
        catch (Exception failure) when (failure is InvalidDataException or ArgumentException)
        {
            throw new CodeContainerException(file, "damaged: its names cannot be read", failure);
        }
        return names.Count == count && name.Count == 0 ? [.. names] : throw new CodeContainerException(file, $"damaged: it has {count} images and other names");
    }

    /// <summary>Whether it stays within the folder it is put into and is fit for a terminal.</summary>
    public static bool IsPlain(string name) =>
        name.Length > 0 && strict.GetByteCount(name) <= MostBytes && !name.Any(c => char.IsControl(c) || c is '\\')
        && name.Split('/').All(part => part is not ("" or "." or ".."));
}
