namespace Elbo.Evaluation.Coding;

/// <summary>A file of codes that cannot be read or does not fit: one line that begins with its name.</summary>
public sealed class CodeContainerException(string file, string reason, Exception? inner = null) : IOException($"{file}: {reason}", inner);
