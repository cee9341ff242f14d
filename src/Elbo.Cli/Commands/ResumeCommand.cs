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
    private readonly Option<int?> epochs = OptionKinds.WholeNumber("--epochs", "N", "Passes over the training data in all, with those that are done: a finished run goes on too", least: 1);
    private readonly Option<bool> changedData = new("--changed-data") { Description = "Go on although the data is not what the run was begun with; kept in changes.json", Arity = ArgumentArity.Zero };
    private readonly Option<string?> device = RunOptions.Device();

    public ResumeCommand()
        : base("resume", "Go on with a run that was stopped, or is to have more epochs, from its last checkpoint")
    {
        Group = "Models";
        set.AllowMultipleArgumentsPerToken = false;
        Add(run);
        Add(set);
        Add(epochs);
        Add(changedData);
        Add(device);
        Add(SharedOptions.Threads);
        Add(SharedOptions.Json);
        Examples =
        [
            new("elbo resume runs/vae-mnist-1", "Ends with the same weights as a run that was never stopped."),
            new("elbo resume runs/vae-mnist-1 --epochs 40", "Thirty more after the first ten."),
            new("elbo resume runs/vae-mnist-1 --set training.learningRate=3e-4", "Goes on with another learning rate, for instance after the objective left the finite numbers."),
        ];
    }

    public override ExitCode Run(ParseResult given, Session session)
    {
        var directory = RunDirectory.Open(given.GetRequiredValue(run));
        // More epochs first: they open a finished run for other changes.
        if (given.GetValue(epochs) is { } wanted) directory = RunExtension.Apply(directory, wanted);
        directory = RunChanges.Apply(directory, given.GetValue(set) ?? []);
        var chosen = TrainingRun.Prepare(given.GetValue(device), given.GetValue(SharedOptions.Threads) ?? directory.ReadThreads());
        using var data = TrainingRun.OpenDataOf(directory, session);
        if (given.GetValue(changedData)) RunChanges.TakeData(directory, data);
        return TrainingOutcome.TrainAndReport(directory, data, chosen, session);
    }
}
