using System.CommandLine;

namespace Elbo.Cli.Shell;

/// <summary>A line one can type, and what comes of it.</summary>
internal sealed record Example(string Line, string Meaning);

/// <summary>What the help page of a command says beside its purpose, arguments and options.</summary>
internal interface IHelpTopic
{
    /// <summary>The heading it stands under in the help of the command above.</summary>
    string Group { get; }

    /// <summary>Shown at the end.</summary>
    IReadOnlyList<Example> Examples { get; }
}

/// <summary>A command that does something: <c>elbo doctor</c>.</summary>
/// <param name="name">What is typed.</param>
/// <param name="purpose">One sentence, without a full stop.</param>
internal abstract class Verb(string name, string purpose) : Command(name, purpose), IHelpTopic
{
    public string Group { get; protected init; } = "Commands";

    public IReadOnlyList<Example> Examples { get; protected init; } = [];

    /// <summary>Does it. Failures are exceptions; when <see cref="Session.Cancel"/> fires it finishes its step and returns or throws.</summary>
    public abstract ExitCode Run(ParseResult given, Session session);
}

/// <summary>A word in front of others, such as <c>data</c> in <c>elbo data list</c>.</summary>
internal sealed class VerbFamily : Command, IHelpTopic
{
    public VerbFamily(string name, string purpose, string group, params ReadOnlySpan<Command> members)
        : base(name, purpose)
    {
        Group = group;
        foreach (var member in members) Add(member);
    }

    public string Group { get; }

    public IReadOnlyList<Example> Examples { get; init; } = [];
}
