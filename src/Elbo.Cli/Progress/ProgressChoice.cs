using Elbo.Runs.Sessions;
using Spectre.Console;

namespace Elbo.Cli.Progress;

/// <summary>Picks the way to show progress that the surroundings can bear.</summary>
internal static class ProgressChoice
{
    public static IProgress For(bool quiet)
    {
        if (quiet) return new SilentProgress();
        if (Console.IsErrorRedirected || Environment.GetEnvironmentVariable("TERM") is null or "" or "dumb") return new PlainProgress(Console.Error, TimeProvider.System);
        return OnTerminal();
    }

    // Apart, so that a run without a terminal never loads the console library.
    private static IProgress OnTerminal()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return console.Profile.Capabilities.Ansi ? new LiveProgress(console, TimeProvider.System) : new PlainProgress(Console.Error, TimeProvider.System);
    }
}
