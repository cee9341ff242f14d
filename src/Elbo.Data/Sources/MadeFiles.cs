using System.Security.Cryptography;
using Elbo.Torch;
using Elbo.Torch.IO;

namespace Elbo.Data;

/// <summary>
/// Keeps images that took long to make from their source, in the cache, by the source's hash. A file that is missing, damaged or
/// of another content is made anew; a cache that cannot be written costs only time.
/// </summary>
internal static class MadeFiles
{
    /// <param name="folder">Of the cache.</param>
    /// <param name="kind">What was made, part of the file name.</param>
    /// <param name="source">The file they are made from.</param>
    /// <param name="contentSha256">Hash that the images must have (<see cref="RawImages.Sha256"/>).</param>
    /// <param name="make">Makes them.</param>
    /// <exception cref="DataException">The source gives other images.</exception>
    public static RawImages Get(string folder, string kind, string source, string contentSha256, Func<string, RawImages> make)
    {
        var made = Path.Combine(folder, $"{kind}-{HashOf(source)[..16]}.safetensors");
        if (Load(made) is { } kept && kept.Sha256() == contentSha256) return kept;
        var images = make(source);
        var found = images.Sha256();
        if (found != contentSha256) throw new DataException($"{source}: found images with SHA-256 {found}, expected {contentSha256}");
        Save(made, images);
        return images;
    }

    private static string HashOf(string path) => PackedFile.Guard(path, () =>
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    });

    private static RawImages? Load(string path)
    {
        if (!File.Exists(path)) return null;
        using var scope = TensorScope.Enter();
        try
        {
            var tensors = SafetensorsReader.Load(path).ToDictionary(t => t.Name, t => t.Value);
            if (tensors.GetValueOrDefault("pixels") is not { DType: var u8, Rank: > 1 } pixels || u8 != DType.U8) return null;
            var labels = tensors.GetValueOrDefault("labels");
            if (labels is not null && labels.DType != DType.I64) return null;
            return new RawImages(pixels.ToArray<byte>(), labels?.ToArray<long>(), [.. pixels.Shape[1..].ToArray().Select(d => (int)d)]);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static void Save(string path, RawImages images)
    {
        using var scope = TensorScope.Enter();
        var set = images.ToSet();
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            SafetensorsWriter.Save(path, set.Labels is null ? [("pixels", set.Pixels)] : [("pixels", set.Pixels), ("labels", set.Labels)]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A read-only cache: make them again next time.
        }
    }
}
