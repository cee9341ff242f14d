using System.Buffers;
using System.Security.Cryptography;

namespace Elbo.Data;

/// <summary>A file by name, length and hash.</summary>
internal sealed record FileForm(string Name, long Bytes, string Sha256)
{
    private const int BufferBytes = 1 << 17;

    /// <summary>Null where the file is this one, else what was found instead.</summary>
    public string? Mismatch(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        if (stream.Length != Bytes) return $"{stream.Length} bytes, expected {Bytes} with SHA-256 {Sha256}";
        var found = Convert.ToHexStringLower(SHA256.HashData(stream));
        return found == Sha256 ? null : $"SHA-256 {found}, expected {Sha256}";
    }

    /// <summary>Copies a stream that should hold this file; stops at the first byte too many.</summary>
    /// <exception cref="DataException">It holds something else.</exception>
    public void Copy(Func<Memory<byte>, int> read, Stream target, Action<long>? progress)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            long total = 0;
            for (int count; (count = read(buffer)) > 0;)
            {
                total += count;
                if (total > Bytes) throw new DataException($"more than the expected {Bytes} bytes");
                hash.AppendData(buffer, 0, count);
                target.Write(buffer, 0, count);
                progress?.Invoke(total);
            }

            if (total < Bytes) throw new DataException($"ended after {total} of {Bytes} bytes");
            var found = Convert.ToHexStringLower(hash.GetHashAndReset());
            if (found != Sha256) throw new DataException($"wrong SHA-256 {found}, expected {Sha256}");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
