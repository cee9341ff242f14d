namespace Elbo.Torch.IO;

/// <summary>A safetensors file that cannot be read or written: one line naming the file, the tensor and the reason.</summary>
public sealed class SafetensorsException : IOException
{
    internal SafetensorsException(SafetensorsError error, string file, string? tensor, string reason, Exception? inner = null)
        : base(tensor is null ? $"{file}: {reason}" : $"{file}: tensor '{Shown(tensor)}': {reason}", inner)
    {
        Error = error;
        File = file;
        Tensor = tensor;
    }

    /// <summary>What is wrong.</summary>
    public SafetensorsError Error { get; }

    /// <summary>The file, as it was given.</summary>
    public string File { get; }

    /// <summary>The tensor's name, where one tensor is to blame.</summary>
    public string? Tensor { get; }

    /// <summary>A name from a file may be anything: keep the message one line of bounded length.</summary>
    internal static string Shown(string name) => Printed.Plain(name.Length > 80 ? string.Concat(name.AsSpan(0, 77), "...") : name);
}
