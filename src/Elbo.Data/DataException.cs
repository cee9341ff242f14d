namespace Elbo.Data;

/// <summary>Data that cannot be had or read: one line naming the file or data set and what was expected and found.</summary>
public sealed class DataException : IOException
{
    /// <summary>With the line that a user reads, and what caused it.</summary>
    public DataException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
