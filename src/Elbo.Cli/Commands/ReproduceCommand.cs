using System.CommandLine;
using System.Globalization;
using Elbo.Cli.Shell;
using Elbo.Data;
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
    private const double UsualMinutes = 2;

    private readonly Argument<string[]> preset = new("preset") { Description = "A recipe that comes with Elbo, e.g. mnist/iwae-k5; `elbo models ID` lists them. With --check any number, and all that are kept unless given", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string?> folder = new("--out", "-o") { HelpName = "DIR", Description = "The run's folder; runs/PRESET unless given" };
    private readonly Option<string> results = new("--results") { HelpName = "DIR", Description = "Where the file of figures goes", DefaultValueFactory = _ => "results" };
    private readonly Option<bool> resume = new("--resume") { Description = "Go on with a run that was stopped; begins one where there is none", Arity = ArgumentArity.Zero };
    private readonly Option<ulong?> seed = RunOptions.Seed("everything random in training");
    private readonly Option<string?> seeds = new("--seeds") { HelpName = "A..B", Description = "Train and measure once for each of these seeds, in a folder of its own, and keep mean, standard error and deviation in one file" };
    private readonly Option<string[]> remark = new("--remark") { HelpName = "TEXT", Description = "A sentence to keep beside the figures; may be repeated", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string?> device = RunOptions.Device();
    private readonly Option<bool> check = new("--check") { Description = "Train nothing: name kept results that are stale, and end with code 1 when there are any", Arity = ArgumentArity.Zero };
    private readonly Option<bool> rerun = new("--rerun") { Description = "With --check: train and measure cheap ones anew, and compare within the standard error", Arity = ArgumentArity.Zero };
    private readonly Option<double?> minutes = OptionKinds.RealNumber("--minutes", "M", "With --rerun: only results whose training took at most so many minutes [default: 2]", 0, 1e6);

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
        Add(seeds);
        Add(remark);
        Add(device);
        Add(check);
        Add(rerun);
        Add(minutes);
        Add(SharedOptions.Threads);
        Add(SharedOptions.Json);
        Examples =
        [
            new("elbo reproduce mnist/iwae-k5", "The run in runs/mnist-iwae-k5, the figures in results/mnist-iwae-k5.json."),
            new("elbo reproduce cora/vgae --seeds 1..10", "Ten runs, in runs/cora-vgae, runs/cora-vgae-seed2 …; means in results/cora-vgae-seeds1-10.json."),
            new("elbo reproduce mnist/iwae-k5 --resume", "The same after Ctrl-C or a power cut, as often as needed."),
            new("elbo reproduce --check", "Which kept results no longer say what their presets would give?"),
            new("elbo reproduce --check mnist/vae-demo --rerun --minutes 5", "Does this one come out again?"),
        ];
    }

    public override ExitCode Run(ParseResult given, Session session)
    {
        if (given.GetValue(check)) return Check(given, session);
        if (((Option[])[rerun, minutes]).FirstOrDefault(o => given.GetResult(o) is { Implicit: false }) is { } other) throw new UsageException($"{other.Name} needs --check");
        if (given.GetValue(preset) is not [var name]) throw new UsageException("'elbo reproduce' needs one <preset>; see elbo reproduce --help");
        var recipe = Presets.Recipe(name);
        if (recipe.Evaluation is not { } protocol) throw new CommandException($"preset {name} has no \"evaluation\" section that says how it is measured");
        Reproduction reproduction;
        if (given.GetValue(seeds) is { } range)
        {
            List<Reproduction> all = [];
            foreach (var one in Range(given, range))
            {
                if (Reproduce(given, name, recipe, protocol, one, session) is not { } next) return ExitCode.Interrupted;
                all.Add(next);
            }

            reproduction = SeedSummary.Of(all);
        }
        else
        {
            if (Reproduce(given, name, recipe, protocol, given.GetValue(seed), session) is not { } only) return ExitCode.Interrupted;
            reproduction = only;
        }

        var file = ReproductionFile.Write(given.GetRequiredValue(results), reproduction);
        session.Result(() => ComparisonTable.ToJson(reproduction, recipe.Paper, file), text => ComparisonTable.Write(text, reproduction, recipe.Paper, file));
        return ExitCode.Fine;
    }

    /// <summary>One run, measured; null where it was stopped.</summary>
    private Reproduction? Reproduce(ParseResult given, string name, Recipe recipe, EvaluationProtocol protocol, ulong? root, Session session)
    {
        var config = RunSettings.Of(recipe, root);
        var chosen = TrainingRun.Prepare(given.GetValue(device), given.GetValue(SharedOptions.Threads));
        using var data = TrainingRun.OpenData(config.Data, session);
        if (data.Count(protocol.Split) == 0) throw new CommandException($"preset {name}: {data.Info.Id} has no {protocol.Split.ToString().ToLowerInvariant()} split");
        var run = Open(given.GetValue(folder) ?? Path.Combine("runs", ReproductionFile.Stem(name, config.Seed)), config, given.GetValue(resume));
        if (!TrainingRun.Train(run, data, chosen, session).Complete)
        {
            session.Note($"and then with `{TypedCommand.Of(["reproduce", name, "--resume", .. Again(given)])}`, which also measures");
            return null;
        }
        return Measurement.Take(name, recipe, protocol, run, data, given.GetValue(remark) ?? [], session);
    }

    private IEnumerable<ulong> Range(ParseResult given, string range)
    {
        foreach (var other in (Option[])[seed, folder])
            if (given.GetResult(other) is not null) throw new UsageException($"{other.Name} means nothing with --seeds, which has a run of its own for each seed");
        return range.Split("..") is [var from, var to] && ulong.TryParse(from, NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            && ulong.TryParse(to, NumberStyles.None, CultureInfo.InvariantCulture, out var last) && first < last && last - first < 1000
            ? Enumerable.Range(0, (int)(last - first) + 1).Select(k => first + (ulong)k)
            : throw new UsageException($"--seeds '{range}' is no range such as 1..10, of two seeds or more");
    }

    /// <summary>The options without which a resumed reproduction would look elsewhere or be another.</summary>
    private IEnumerable<string> Again(ParseResult given)
    {
        foreach (var option in (Option[])[folder, results, seed, seeds, remark, device, SharedOptions.Threads])
            if (given.GetResult(option) is { Implicit: false } result)
                foreach (var token in result.Tokens) yield return $"{option.Name}={token.Value}";
    }

    private ExitCode Check(ParseResult given, Session session)
    {
        if (((Option[])[folder, resume, seed, seeds, remark]).FirstOrDefault(o => given.GetResult(o) is { Implicit: false }) is { } other) throw new UsageException($"{other.Name} means nothing with --check");
        if (given.GetValue(minutes) is not null && !given.GetValue(rerun)) throw new UsageException("--minutes needs --rerun");
        var kept = ReproductionFile.ReadAll(given.GetRequiredValue(results));
        if (kept.Count == 0) throw new UsageException($"{given.GetValue(results)}: no results are kept there; name their folder with --results");
        var names = given.GetValue(preset) ?? [];
        if (names.FirstOrDefault(n => kept.All(k => k.Preset != n)) is { } missing) throw new UsageException($"{given.GetValue(results)} has no result of preset '{missing}'{NearestName.Hint(missing, [.. kept.Select(k => k.Preset).Distinct()])}");
        var chosen = TrainingRun.Prepare(given.GetValue(device), given.GetValue(SharedOptions.Threads));
        var most = given.GetValue(rerun) ? given.GetValue(minutes) ?? UsualMinutes : -1;
        var rows = new List<CheckedResult>();
        foreach (var result in kept.Where(k => names.Length == 0 || names.Contains(k.Preset)))
        {
            if (CheckedResult.Of(result, most, chosen, session) is not { } row) return ExitCode.Interrupted;
            rows.Add(row);
        }
        session.Result(() => CheckedResult.ToJson(rows), text => CheckedResult.Write(text, rows));
        return rows.Any(r => r.IsStale) ? ExitCode.Failed : ExitCode.Fine;
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
