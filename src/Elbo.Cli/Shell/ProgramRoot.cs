using System.CommandLine;

namespace Elbo.Cli.Shell;

/// <summary>The command that a program is, with what its first help page says beside the commands.</summary>
internal sealed class ProgramRoot : Command
{
    public ProgramRoot(string name, string purpose, params ReadOnlySpan<Command> members)
        : base(name, purpose)
    {
        Add(SharedOptions.Help);
        Add(SharedOptions.Version);
        Add(SharedOptions.Quiet);
        Add(SharedOptions.Models);
        foreach (var member in members) Add(member);
    }

    public required IReadOnlyList<Example> Examples { get; init; }

    /// <summary>Environment variables it reads, and what each is for.</summary>
    public required IReadOnlyList<(string Name, string Meaning)> Variables { get; init; }

    /// <summary>Words that are no commands of this program, and where what they mean is to be had.</summary>
    public IReadOnlyDictionary<string, string> Elsewhere { get; init; } = new Dictionary<string, string>();
}
