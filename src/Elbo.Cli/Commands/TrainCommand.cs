using System.CommandLine;
using System.Text.Json.Nodes;
using Elbo.Cli.Shell;
using Elbo.Data;
using Elbo.Models;
using Elbo.Runs;
using Elbo.Runs.Recipes;
using Elbo.Runs.Sessions;
using Elbo.Training.Runs;

namespace Elbo.Cli.Commands;

/// <summary><c>elbo train vae --data mnist</c>.</summary>
internal sealed class TrainCommand : Verb
{
    private readonly Argument<string> model = new("model") { Description = "A model of `elbo models`" };
    private readonly Option<string?> data = new("--data") { HelpName = "ID|PATH", Description = "A data set of `elbo data list`, or a path" };
    private readonly Option<string?> preset = new("--preset") { HelpName = "P", Description = "A recipe that comes with Elbo; `elbo models ID` lists them" };
    private readonly Option<string?> config = new("--config") { HelpName = "FILE", Description = "A recipe of your own, JSON with comments" };
    private readonly Option<string[]> set = new("--set") { HelpName = "KEY=VALUE", Description = "Change one key, e.g. model.latent=32; may be repeated", Arity = ArgumentArity.OneOrMore };
    private readonly Option<int?> epochs = OptionKinds.WholeNumber("--epochs", "N", "Passes over the training data; short for --set training.epochs=N", least: 1);
    private readonly Option<ulong?> seed = RunOptions.Seed("everything random", "the recipe's, or 1");
    private readonly Option<string?> device = RunOptions.Device();
    private readonly Option<bool> resume = new("--resume") { Description = "Go on with the unfinished run in --out when it has the same configuration; begin it when there is none", Arity = ArgumentArity.Zero };
    private readonly Option<string?> folder = new("--out", "-o") { HelpName = "DIR", Description = "The run's folder, new or empty; runs/MODEL-DATA-N unless given" };

    public TrainCommand()
        : base("train", "Train a model and keep everything in a run folder")
    {
        Group = "Models";
        set.AllowMultipleArgumentsPerToken = false;
        model.Validators.Add(result =>
        {
            if (result.Tokens is not [var token]) return;
            var known = ModelCatalog.All.Select(e => e.Card.Id).ToList();
            if (!known.Contains(token.Value)) result.AddError($"unknown model '{token.Value}'{NearestName.Hint(token.Value, known)}");
        });
        Add(model);
        Add(data);
        Add(preset);
        Add(config);
        Add(set);
        Add(epochs);
        Add(seed);
        Add(device);
        Add(SharedOptions.Precision);
        Add(SharedOptions.Threads);
        Add(folder);
        Add(resume);
        Add(SharedOptions.Json);
        Examples =
        [
            new("elbo train vae --data mnist", "Ten epochs with the defaults, into runs/vae-mnist-1."),
            new("elbo train vae --preset mnist/vae-demo --out runs/mine", "A recipe with a known result."),
            new("elbo train vae --data mnist --out runs/mine --resume", "The same line again after an interruption goes on where it stopped."),
            new("elbo train vae --data mnist --set model.latent=2 --set model.hidden=[500] --epochs 30", "Your own sizes."),
        ];
    }

    public override ExitCode Run(ParseResult given, Session session)
    {
        if (given.GetValue(resume) && given.GetValue(folder) is null) throw new UsageException("--resume needs --out DIR, the folder of the run to go on with");
        var settings = new RunSettings();
        if (given.GetValue(preset) is { } name) settings.Over(Presets.Read(name));
        if (given.GetValue(config) is { } file) settings.Over(Recipe.Read(file).Settings);
        var asked = settings.ForModel(given.GetRequiredValue(model))
            .Set(given.GetValue(set) ?? [])
            .With("data.id", JsonValue.Create(given.GetValue(data)))
            .With("training.epochs", JsonValue.Create(given.GetValue(epochs)))
            .With("training.precision", given.GetResult(SharedOptions.Precision) is { Implicit: false } ? JsonValue.Create(given.GetValue(SharedOptions.Precision)) : null)
            .With("seed", JsonValue.Create(given.GetValue(seed)));
        var earlier = given.GetValue(resume) && RunDirectory.Exists(given.GetValue(folder)!) ? RunDirectory.Open(given.GetValue(folder)!) : null;
        var chosen = TrainingRun.Prepare(given.GetValue(device), given.GetValue(SharedOptions.Threads) ?? earlier?.ReadThreads());
        var (resolved, found, notes) = TrainingRun.Open(asked, session);
        using var opened = found;
        var unfinished = given.GetValue(resume) ? TrainingRun.FindUnfinished(given.GetValue(folder)!, resolved) : null;
        var path = given.GetValue(folder) ?? TrainingRun.FreshFolder($"{resolved.Model}-{opened.Info.Id}");
        if (unfinished is null) TrainingRun.CheckFit(resolved, opened);
        var begun = unfinished ?? RunDirectory.Create(path, resolved);
        foreach (var note in notes) session.Progress.Note(note);
        return TrainingOutcome.TrainAndReport(begun, opened, chosen, session);
    }
}
