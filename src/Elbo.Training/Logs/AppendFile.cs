namespace Elbo.Training.Logs;

/// <summary>A file that grows record by record and can be cut back to where it was at a checkpoint.</summary>
internal sealed class AppendFile : IDisposable
{
    private readonly string path;
    private readonly FileStream file;

    /// <summary>Opens the file, or makes it.</summary>
    public AppendFile(string path)
    {
        this.path = path;
        // No buffer: a record that does not fit on the disk must not be written again when the file is closed.
        file = new(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        file.Seek(0, SeekOrigin.End);
    }

    public long Length => file.Length;

    /// <summary>Adds a record: the whole of it, or nothing.</summary>
    /// <exception cref="IOException">It does not fit on the disk; the message names the file.</exception>
    public void Append(ReadOnlySpan<byte> record)
    {
        var before = file.Length;
        try
        {
            file.Write(record);
        }
        catch (IOException failure)
        {
            file.SetLength(before);
            file.Seek(0, SeekOrigin.End);
            throw new IOException($"cannot write {path}: {failure.Message.Split(" : '")[0]}", failure);
        }
    }

    /// <summary>Makes what was written durable.</summary>
    /// <returns>The length of the file, for a checkpoint.</returns>
    public long Flush()
    {
        file.Flush(flushToDisk: true);
        return file.Length;
    }

    /// <summary>Forgets what was written after a checkpoint that a run goes on from.</summary>
    public void CutTo(long bytes)
    {
        if (bytes < file.Length) file.SetLength(bytes);
        file.Seek(0, SeekOrigin.End);
    }

    public void Dispose() => file.Dispose();
}
