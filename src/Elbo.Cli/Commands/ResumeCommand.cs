using System.CommandLine;
using Elbo.Cli.Shell;
using Elbo.Runs;
using Elbo.Training.Runs;

namespace Elbo.Cli.Commands;

/// <summary><c>elbo resume runs/vae-mnist-1</c>.</summary>
internal sealed class ResumeCommand : Verb
{
    private readonly Argument<string> run = RunOptions.Run();
    private readonly Option<string[]> set = new("--set") { HelpName = "KEY=VALUE", Description = "Change a key that can change while a run is under way, e.g. training.learningRate=1e-4; kept in changes.json; may be repeated", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string?> device = RunOptions.Device();

    public ResumeCommand()
        : base("resume", "Go on with a run that was stopped, from its last checkpoint")
    {
        Group = "Models";
        set.AllowMultipleArgumentsPerToken = false;
        Add(run);
        Add(set);
        Add(device);
        Add(SharedOptions.Threads);
        Add(SharedOptions.Json);
        Examples =
        [
            new("elbo resume runs/vae-mnist-1", "Ends with the same weights as a run that was never stopped."),
            new("elbo resume runs/vae-mnist-1 --set training.learningRate=3e-4", "Goes on with another learning rate, for instance after the objective left the finite numbers."),
        ];
    }

    public override ExitCode Run(ParseResult given, Session session)
    {
        var directory = RunChanges.Apply(RunDirectory.Open(given.GetRequiredValue(run)), given.GetValue(set) ?? []);
        var chosen = TrainingRun.Prepare(given.GetValue(device), given.GetValue(SharedOptions.Threads) ?? directory.ReadThreads());
        using var data = TrainingRun.OpenDataOf(directory, session);
        return TrainingOutcome.TrainAndReport(directory, data, chosen, session);
    }
}
