using Elbo.Torch.IO;

namespace Elbo.Evaluation.Files;

/// <summary>Files for people to look at: whole or absent, their folder made where there is none.</summary>
internal static class WholeFile
{
    /// <exception cref="IOException">The file cannot be written; the message names it.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder) Directory.CreateDirectory(folder);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"cannot write {path}: {problem.Message}", problem);
        }
        AtomicFile.Write(path, write);
    }
}
