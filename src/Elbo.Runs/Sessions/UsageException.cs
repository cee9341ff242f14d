namespace Elbo.Runs.Sessions;

/// <summary>What is asked for cannot be meant. The message is one line that names option and value.</summary>
public sealed class UsageException(string message) : Exception(message);
