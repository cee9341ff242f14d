namespace Elbo.Torch;

/// <summary>An operator, or the engine around it, refused what it was given; the message names the operator and the shapes.</summary>
public sealed class TorchException : Exception
{
    /// <summary>With the line that a user reads.</summary>
    public TorchException(string message) : base(message)
    {
    }

    /// <summary>With the line that a user reads, and what caused it.</summary>
    public TorchException(string message, Exception inner) : base(message, inner)
    {
    }
}

/// <summary>libtorch, or the shim over it, is not on this machine.</summary>
public sealed class LibtorchMissingException : Exception
{
    /// <summary>With the line that a user reads.</summary>
    public LibtorchMissingException(string message) : base(message)
    {
    }

    /// <summary>With the line that a user reads, and what caused it.</summary>
    public LibtorchMissingException(string message, Exception inner) : base(message, inner)
    {
    }
}
