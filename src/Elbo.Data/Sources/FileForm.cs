using System.Buffers;
using System.Security.Cryptography;

namespace Elbo.Data;

/// <summary>A file by name, length and hash. An empty hash stands for one that is not known: only the length is compared then, or
/// nothing where that is 0.</summary>
internal sealed record FileForm(string Name, long Bytes, string Sha256, FileContent? Content = null)
{
    private const int BufferBytes = 1 << 17;

    /// <summary>Names what a verification compared with.</summary>
    public string Key => Content is null ? Sha256 : $"{Sha256}/{Content.Sha256}";

    /// <summary>Null where the file is this one, or holds the same in another packing; else what was found instead.</summary>
    public string? Mismatch(string path)
    {
        var found = PackingMismatch(path);
        if (found is null || Content is null) return found;
        try
        {
            var content = Content.Hash(path);
            return content == Content.Sha256 ? null : $"{found}, and content with SHA-256 {content}, expected {Content.Sha256}";
        }
        catch (DataException e)
        {
            return $"{found}, and content that cannot be read: {e.Message}";
        }
    }

    /// <summary>Copies a stream that should hold this file; stops at the first byte too many.</summary>
    /// <exception cref="DataException">It holds something else.</exception>
    public void Copy(Func<Memory<byte>, int> read, Stream target, Action<long>? progress)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        var most = Content?.MostBytes ?? Bytes;
        try
        {
            long total = 0;
            for (int count; (count = read(buffer)) > 0;)
            {
                total += count;
                if (total > most) throw new DataException($"more than the expected {most} bytes");
                hash.AppendData(buffer, 0, count);
                target.Write(buffer, 0, count);
                progress?.Invoke(total);
            }

            // Another packing is judged by its content, once it is whole.
            if (Content is not null) return;
            if (total < Bytes) throw new DataException($"ended after {total} of {Bytes} bytes");
            var found = Convert.ToHexStringLower(hash.GetHashAndReset());
            if (found != Sha256) throw new DataException($"wrong SHA-256 {found}, expected {Sha256}");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private string? PackingMismatch(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        if (Sha256.Length == 0) return Bytes == 0 || stream.Length == Bytes ? null : $"{stream.Length} bytes, expected {Bytes}";
        if (stream.Length != Bytes) return $"{stream.Length} bytes, expected {Bytes} with SHA-256 {Sha256}";
        var found = Convert.ToHexStringLower(SHA256.HashData(stream));
        return found == Sha256 ? null : $"SHA-256 {found}, expected {Sha256}";
    }
}
