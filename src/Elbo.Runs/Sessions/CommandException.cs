namespace Elbo.Runs.Sessions;

/// <summary>What is asked for could not be carried out, for a reason its author foresaw. The message is one line.</summary>
public sealed class CommandException(string message) : Exception(message);
