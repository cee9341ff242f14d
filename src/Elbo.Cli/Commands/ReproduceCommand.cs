using System.CommandLine;
using System.Text.Json.Nodes;
using Elbo.Cli.Shell;
using Elbo.Runs;
using Elbo.Runs.Recipes;
using Elbo.Runs.Reproductions;
using Elbo.Runs.Sessions;
using Elbo.Training.Configuration;
using Elbo.Training.Runs;

namespace Elbo.Cli.Commands;

/// <summary><c>elbo reproduce mnist/iwae-k5</c>: train a preset, measure it by its own protocol, keep the figures.</summary>
internal sealed class ReproduceCommand : Verb
{
    private readonly Argument<string> preset = new("preset") { Description = "A recipe that comes with Elbo, e.g. mnist/iwae-k5; `elbo models ID` lists them" };
    private readonly Option<string?> folder = new("--out", "-o") { HelpName = "DIR", Description = "The run's folder; runs/PRESET unless given" };
    private readonly Option<string> results = new("--results") { HelpName = "DIR", Description = "Where the file of figures goes", DefaultValueFactory = _ => "results" };
    private readonly Option<bool> resume = new("--resume") { Description = "Go on with a run that was stopped; begins one where there is none", Arity = ArgumentArity.Zero };
    private readonly Option<ulong?> seed = RunOptions.Seed("everything random in training");
    private readonly Option<string[]> remark = new("--remark") { HelpName = "TEXT", Description = "A sentence to keep beside the figures; may be repeated", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string?> device = RunOptions.Device();

    public ReproduceCommand()
        : base("reproduce", "Train a preset, measure it as the preset says, and write the figures beside the paper's")
    {
        Group = "Models";
        remark.AllowMultipleArgumentsPerToken = false;
        Add(preset);
        Add(folder);
        Add(results);
        Add(resume);
        Add(seed);
        Add(remark);
        Add(device);
        Add(SharedOptions.Threads);
        Add(SharedOptions.Json);
        Examples =
        [
            new("elbo reproduce mnist/iwae-k5", "The run in runs/mnist-iwae-k5, the figures in results/mnist-iwae-k5.json."),
            new("elbo reproduce mnist/iwae-k5 --resume", "The same after Ctrl-C or a power cut, as often as needed."),
        ];
    }

    public override ExitCode Run(ParseResult given, Session session)
    {
        var name = given.GetRequiredValue(preset);
        var recipe = Presets.Recipe(name);
        if (recipe.Evaluation is not { } protocol) throw new CommandException($"preset {name} has no \"evaluation\" section that says how it is measured");
        var config = new RunSettings().Over(recipe.Settings).With("seed", JsonValue.Create(given.GetValue(seed))).Resolve();
        var chosen = TrainingRun.Prepare(given.GetValue(device), given.GetValue(SharedOptions.Threads));
        using var data = TrainingRun.OpenData(config.Data, session);
        if (data.Count(protocol.Split) == 0) throw new CommandException($"preset {name}: {data.Info.Id} has no {protocol.Split.ToString().ToLowerInvariant()} split");
        var run = Open(given.GetValue(folder) ?? Path.Combine("runs", ReproductionFile.Stem(name, config.Seed)), config, given.GetValue(resume));
        if (!TrainingRun.Train(run, data, chosen, session).Complete)
        {
            session.Note($"and then with `elbo reproduce {name} --resume`, which also measures");
            return ExitCode.Interrupted;
        }
        var reproduction = Measurement.Take(name, recipe, protocol, run, data, given.GetValue(remark) ?? [], session);
        var file = ReproductionFile.Write(given.GetRequiredValue(results), reproduction);
        session.Result(() => ComparisonTable.ToJson(reproduction, recipe.Paper, file), text => ComparisonTable.Write(text, reproduction, recipe.Paper, file));
        return ExitCode.Fine;
    }

    /// <summary>A new run, or with <paramref name="resume"/> the one that was begun there with the same settings.</summary>
    private static RunDirectory Open(string path, RunConfig config, bool resume)
    {
        if (!RunDirectory.Exists(path)) return RunDirectory.Create(path, config);
        if (!resume) throw new CommandException($"{path}: a run is there; go on with it by --resume, or name another folder with --out");
        var run = RunDirectory.Open(path);
        if (run.Config.ToText() != config.ToText()) throw new CommandException($"{path}: the run there has other settings than the preset; name another folder with --out");
        return run;
    }
}
