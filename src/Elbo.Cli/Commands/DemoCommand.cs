using System.CommandLine;
using System.Diagnostics;
using Elbo.Cli.Shell;
using Elbo.Data;
using Elbo.Evaluation.Measures;
using Elbo.Runs;
using Elbo.Runs.Evaluations;
using Elbo.Runs.Recipes;
using Elbo.Runs.Reports;
using Elbo.Runs.Sessions;
using Elbo.Training.Configuration;
using Elbo.Training.Runs;

namespace Elbo.Cli.Commands;

/// <summary><c>elbo demo</c>: the main job on real data, from nothing to a report.</summary>
internal sealed class DemoCommand : Verb
{
    private const string Preset = "mnist/vae-demo";
    private const int Samples = 100;

    private readonly Option<string> folder = new("--out", "-o") { HelpName = "DIR", Description = "The run's folder, new or empty", DefaultValueFactory = _ => "elbo-demo" };

    public DemoCommand()
        : base("demo", "Train a VAE on MNIST, evaluate it on the whole test set and write a report to look at")
    {
        Group = "Start here";
        Add(folder);
        Add(SharedOptions.Threads);
        Add(SharedOptions.Json);
        Examples =
        [
            new("elbo demo", "About two minutes on two cores; open elbo-demo/report.html."),
            new("elbo demo --out /tmp/demo --json", "For a script."),
        ];
    }

    public override ExitCode Run(ParseResult given, Session session)
    {
        var clock = Stopwatch.StartNew();
        var config = new RunSettings().Over(Presets.Read(Preset)).Resolve();
        var device = TrainingRun.Prepare(null, given.GetValue(SharedOptions.Threads));
        using var data = TrainingRun.OpenData(config.Data, session);
        var run = Open(given.GetRequiredValue(folder), config);
        if (!TrainingRun.Train(run, data, device, session).Complete) return ExitCode.Interrupted;
        using var model = run.LoadModel();
        var evaluation = RunEvaluation.Measure(run, model, data, Split.Test, Samples, int.MaxValue, 1, session);
        evaluation.Save();
        RunReport.Write(run, model, data, evaluation);
        var nll = evaluation.Find(IwaeMeasure.Nll)!;
        session.Result(
            () => new()
            {
                ["elbo"] = Json.Number(evaluation.Find(BoundMeasure.Elbo)!.Value, 3),
                ["nll"] = Json.Number(nll.Value, 3),
                ["nll_se"] = Json.Number(nll.StandardError!.Value, 3),
                ["active_units"] = (int)evaluation.Find(ActiveUnitsMeasure.Count)!.Value,
                ["seconds"] = Json.Number(clock.Elapsed.TotalSeconds, 1),
                ["report"] = run.ReportPath,
            },
            text =>
            {
                evaluation.Write(text);
                text.WriteLine($"  {clock.Elapsed.TotalSeconds:0} s in all");
                text.WriteLine($"Open {run.ReportPath}");
            });
        return ExitCode.Fine;
    }

    /// <summary>A new folder, or a demo there that was interrupted.</summary>
    /// <exception cref="CommandException">The demo is there already.</exception>
    private static RunDirectory Open(string path, RunConfig config)
    {
        if (!RunDirectory.Exists(path)) return RunDirectory.Create(path, config);
        var run = RunDirectory.Open(path);
        if (run.Config.ToText() != config.ToText()) throw new CommandException($"{path}: another run is there; name another folder with --out");
        if (File.Exists(run.ReportPath)) throw new CommandException($"{path}: the demo is there already; open {run.ReportPath}, or name another folder with --out");
        return run;
    }
}
