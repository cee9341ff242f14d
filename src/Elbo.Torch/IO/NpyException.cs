namespace Elbo.Torch.IO;

/// <summary>An npy or npz file that cannot be read: one line naming the file (and the array in an archive) and the reason.</summary>
public sealed class NpyException : IOException
{
    internal NpyException(NpyError error, string file, string reason, Exception? inner = null)
        : base($"{file}: {reason}", inner)
    {
        Error = error;
        File = file;
    }

    /// <summary>What is wrong.</summary>
    public NpyError Error { get; }

    /// <summary>The file as it was given; for an array in an archive <c>file.npz[array]</c>.</summary>
    public string File { get; }
}
