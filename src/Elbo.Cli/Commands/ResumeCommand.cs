using System.CommandLine;
using Elbo.Cli.Shell;
using Elbo.Runs;
using Elbo.Training.Runs;

namespace Elbo.Cli.Commands;

/// <summary><c>elbo resume runs/vae-mnist-1</c>.</summary>
internal sealed class ResumeCommand : Verb
{
    private readonly Argument<string> run = RunOptions.Run();
    private readonly Option<string?> device = RunOptions.Device();

    public ResumeCommand()
        : base("resume", "Go on with a run that was stopped, from its last checkpoint")
    {
        Group = "Models";
        Add(run);
        Add(device);
        Add(SharedOptions.Threads);
        Add(SharedOptions.Json);
        Examples = [new("elbo resume runs/vae-mnist-1", "Ends with the same weights as a run that was never stopped.")];
    }

    public override ExitCode Run(ParseResult given, Session session)
    {
        var directory = RunDirectory.Open(given.GetRequiredValue(run));
        var chosen = TrainingRun.Prepare(given.GetValue(device), given.GetValue(SharedOptions.Threads) ?? directory.ReadThreads());
        using var data = TrainingRun.OpenDataOf(directory, session);
        return TrainingOutcome.TrainAndReport(directory, data, chosen, session);
    }
}
