using System.Security.Cryptography;
using Elbo.Data;
using Elbo.Runs.Sessions;

namespace Elbo.Cli.Data;

/// <summary>Reads a data set's files from end to end and compares hashes, whatever was remembered of them.</summary>
internal static class DatasetVerification
{
    private const int BufferBytes = 1 << 18;

    /// <summary>One line for each file that is not the official one, compressed or unpacked.</summary>
    public static IReadOnlyList<string> Mismatches(IReadOnlyList<FoundFile> files, IProgress progress, CancellationToken cancel)
    {
        List<string> wrong = [];
        using var work = progress.Begin("check", files.Sum(f => new FileInfo(f.Path).Length), WorkUnit.Bytes);
        long read = 0;
        foreach (var (file, path) in files)
        {
            var expected = Path.GetFileName(path) == file.Name ? file.Sha256 : file.ContentSha256;
            var found = Hash(path, count => work.Report(read += count), cancel);
            // Some files have no one hash: they are judged by their content or, where nothing is known of them, by their length.
            if (found != expected && file.Mismatch(path) is { } mismatch) wrong.Add($"{path}: {mismatch}");
        }

        if (wrong.Count == 0) work.Done();
        return wrong;
    }

    private static string Hash(string path, Action<int> progress, CancellationToken cancel)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[BufferBytes];
        for (int count; (count = stream.Read(buffer)) > 0;)
        {
            cancel.ThrowIfCancellationRequested();
            hash.AppendData(buffer, 0, count);
            progress(count);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
