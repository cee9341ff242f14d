using System.Runtime.InteropServices;
using System.Text;

namespace Elbo.Torch.IO;

/// <summary>
/// Writes whole files so that a reader finds either the old content or the new one, never a part: the content goes to a
/// temporary name in the target's own folder, is flushed to disk, and is renamed over the target.
/// </summary>
public static partial class AtomicFile
{
    /// <summary>Replaces <paramref name="path"/> by what <paramref name="write"/> puts into the stream.</summary>
    /// <param name="path">The target; its folder must exist.</param>
    /// <param name="write">Receives a seekable stream that it must not keep. An exception from it leaves the target untouched.</param>
    /// <exception cref="IOException">The folder is missing or read-only, the disk is full, or the target is a folder.
    /// The message names the target; the temporary file is gone and the target is as it was.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        var target = Path.GetFullPath(path);
        if (Directory.Exists(target)) throw new IOException($"cannot write {path}: it is a folder");
        // A device or pipe has no content to protect, and a rename over it would remove it.
        if (target.StartsWith("/dev/", StringComparison.Ordinal))
        {
            WriteStream(path, target, FileMode.Open, write);
            return;
        }

        target = FinalTarget(target);
        var folder = Path.GetDirectoryName(target)!;
        var temporary = Path.Combine(folder, $".{Path.GetFileName(target)}.{Environment.ProcessId}-{Guid.NewGuid():N}.tmp");
        try
        {
            WriteStream(path, temporary, FileMode.CreateNew, write);
            Rename(path, temporary, target);
        }
        catch
        {
            TryDelete(temporary);
            throw;
        }

        FlushFolder(folder);
    }

    /// <summary>Replaces <paramref name="path"/> by <paramref name="text"/> in UTF-8 without a byte order mark.</summary>
    /// <inheritdoc cref="Write(string, Action{Stream})" path="/exception"/>
    public static void WriteText(string path, string text) => WriteBytes(path, Encoding.UTF8.GetBytes(text));

    /// <summary>Replaces <paramref name="path"/> by <paramref name="content"/>.</summary>
    /// <inheritdoc cref="Write(string, Action{Stream})" path="/exception"/>
    public static void WriteBytes(string path, ReadOnlyMemory<byte> content) =>
        Write(path, stream => stream.Write(content.Span));

    /// <summary>Makes the names in a folder durable: after a rename the folder itself must reach the disk. No effect on Windows.</summary>
    public static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows()) return;
        // Some file systems refuse to sync a folder; the rename is atomic all the same, only its durability is theirs.
        var descriptor = Open(folder, flags: 0);
        if (descriptor < 0) return;
        _ = Fsync(descriptor);
        _ = Close(descriptor);
    }

    internal static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The first error is the one to report.
        }
    }

    /// <summary>The file behind a symbolic link, so that writing keeps the link.</summary>
    private static string FinalTarget(string target)
    {
        try
        {
            return File.ResolveLinkTarget(target, returnFinalTarget: true)?.FullName ?? target;
        }
        catch (IOException)
        {
            return target;
        }
    }

    private static void WriteStream(string path, string actual, FileMode mode, Action<Stream> write)
    {
        try
        {
            using var stream = new FileStream(actual, mode, FileAccess.Write, FileShare.None, 1 << 16);
            write(stream);
            stream.Flush(flushToDisk: mode == FileMode.CreateNew);
        }
        // The system's errors carry the name of the file they are about; the caller's own ones pass through unchanged.
        catch (Exception e) when ((e is IOException or UnauthorizedAccessException) && e.Message.Contains(actual, StringComparison.Ordinal))
        {
            throw Explain(path, actual, e);
        }
    }

    private static void Rename(string path, string temporary, string target)
    {
        try
        {
            File.Move(temporary, target, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Explain(path, temporary, e);
        }
    }

    private static IOException Explain(string path, string actual, Exception e) => new($"cannot write {path}: " + e switch
    {
        UnauthorizedAccessException => "permission denied",
        DirectoryNotFoundException => $"folder {Path.GetDirectoryName(Path.GetFullPath(path))} does not exist",
        _ => e.Message.Replace($" : '{actual}'", "", StringComparison.Ordinal),
    }, e);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Fsync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
