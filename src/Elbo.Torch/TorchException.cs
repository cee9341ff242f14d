namespace Elbo.Torch;

/// <summary>An operator, or the engine around it, refused what it was given; the message names the operator and the shapes.</summary>
public sealed class TorchException : Exception
{
    public TorchException(string message) : base(message)
    {
    }

    public TorchException(string message, Exception inner) : base(message, inner)
    {
    }
}

/// <summary>libtorch, or the shim over it, is not on this machine.</summary>
public sealed class LibtorchMissingException : Exception
{
    public LibtorchMissingException(string message) : base(message)
    {
    }

    public LibtorchMissingException(string message, Exception inner) : base(message, inner)
    {
    }
}
