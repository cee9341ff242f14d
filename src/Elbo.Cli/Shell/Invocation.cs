using System.CommandLine;
using System.Reflection;
using System.Text;
using Elbo.Cli.Progress;
using Elbo.Runs.Sessions;

namespace Elbo.Cli.Shell;

/// <summary>One run of the program: from words to a command, from its outcome to an exit code.</summary>
internal static class Invocation
{
    public static string Version { get; } =
        (typeof(Invocation).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0").Split('+')[0];

    private static bool Traced => Environment.GetEnvironmentVariable("ELBO_TRACE") is { Length: > 0 } and not "0";

    public static int Run(ProgramRoot root, string[] words)
    {
        // The console's stream takes a reader that went away (`elbo … | head`) for the end of the matter, not for an error.
        var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false), 1 << 12);
        try
        {
            var code = Dispatch(root, words, output);
            output.Flush();
            return (int)code;
        }
        catch (Exception failure)
        {
            var (code, line) = Failures.Explain(failure);
            Complain(root.Name, line);
            if (Traced) Console.Error.WriteLine(failure);
            return (int)code;
        }
    }

    private static ExitCode Dispatch(ProgramRoot root, string[] words, TextWriter output)
    {
        // `elbo help data get` is what many type first.
        if (words is ["help", .. var topic]) words = [.. topic, "--help"];
        if (words.FirstOrDefault(w => !w.StartsWith('-')) is { } first && root.Elsewhere.TryGetValue(first, out var place)) throw new UsageException($"{root.Name} has no command '{first}': {place}");
        // Before the words are understood: a model's name is one of them.
        ModelsOption.LoadNamed(words);
        var parsed = root.Parse(words, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (words.Length == 0 || parsed.GetValue(SharedOptions.Help))
        {
            // A topic that is none must not end in the help of something else.
            if (parsed.UnmatchedTokens.Count > 0 && ParseProblem.Find(parsed) is { } unknown) throw new UsageException(unknown);
            HelpPage.Write(output, parsed.CommandResult.Command);
            return ExitCode.Fine;
        }

        if (parsed.GetValue(SharedOptions.Version))
        {
            output.WriteLine($"{root.Name} {Version}");
            return ExitCode.Fine;
        }

        if (ParseProblem.Find(parsed) is { } problem) throw new UsageException(problem);
        return parsed.CommandResult.Command is Verb verb ? Execute(verb, parsed, output) : throw new UsageException($"no command given; see {root.Name} --help");
    }

    private static ExitCode Execute(Verb verb, ParseResult parsed, TextWriter output)
    {
        var json = parsed.GetValue(SharedOptions.Json);
        // Whatever a library may print must not end up beside the object.
        if (json) Console.SetOut(Console.Error);
        var progress = ProgressChoice.For(quiet: parsed.GetValue(SharedOptions.Quiet));
        using var interrupts = new Interrupts(() => progress.Note("stopping after this step; press Ctrl-C again to end at once"));
        var code = verb.Run(parsed, new Session(output, json, progress, interrupts.Token));
        return interrupts.Requested && code == ExitCode.Fine ? ExitCode.Interrupted : code;
    }

    private static void Complain(string program, string line)
    {
        try
        {
            Console.Error.WriteLine($"{program}: {line}");
        }
        catch (IOException)
        {
            // Nobody can be told; the exit code still says it.
        }
    }
}
