using System.CommandLine;
using Elbo.Cli.Shell;
using Elbo.Evaluation.Measures;
using Elbo.Runs;
using Elbo.Runs.Evaluations;
using Elbo.Runs.Reports;

namespace Elbo.Cli.Commands;

/// <summary><c>elbo evaluate runs/vae-mnist-1 --estimator iwae --samples 100</c>.</summary>
internal sealed class EvaluateCommand : Verb
{
    private const int UsualSamples = 100;

    private readonly Argument<string> run = RunOptions.Run();
    private readonly Option<string?> other = RunOptions.Data("Measure on");
    private readonly Option<string?> indices = RunOptions.Indices();
    private readonly Option<string?> split = RunOptions.Split();
    private readonly Option<string> estimator = OptionKinds.Choice("--estimator", "E", "The bound alone, the tighter importance-weighted one as well, or beside both log p(x) by annealed importance sampling, or from posterior draws of codes of at most four numbers", "iwae", "elbo", "iwae", "ais", "harmonic");
    private readonly Option<int?> samples = OptionKinds.WholeNumber("--samples", "K", $"Importance samples per example, exactly; 1 or more [default: {UsualSamples}]", least: 1);
    private readonly AnnealingChoice annealing = new();
    private readonly HarmonicChoice harmonic = new();
    private readonly Option<IReadOnlyList<IMeasure>?> metrics = MetricChoice.Option();
    private readonly Option<int?> labelled = OptionKinds.WholeNumber("--labelled", "N", "Training examples whose class is told to classifiers of codes, an equal share of each class; 1 or more [default: those of data.labelled]", least: 1);
    private readonly Option<int?> limit = RunOptions.Limit();
    private readonly Option<ulong?> seed = RunOptions.Seed("the posterior draws");

    public EvaluateCommand()
        : base("evaluate", "Say how good a trained model is, with standard errors")
    {
        Group = "Models";
        Add(run);
        foreach (var option in (Option[])[other, indices, split, estimator, samples, .. annealing.Options, harmonic.Draws, metrics, labelled, limit, seed, SharedOptions.Weights, SharedOptions.Precision, SharedOptions.Threads, SharedOptions.Json]) Add(option);
        Examples =
        [
            new("elbo evaluate runs/vae-mnist-1", "Bounds and all metrics on the test split; kept in evaluation-test.json with config, hashes and versions, and shown in report.html."),
            new("elbo evaluate runs/vae-mnist-1 --samples 5000 --json", "The literature's L_5000."),
            new("elbo evaluate runs/vae-mnist-1 --samples 5000 --precision bf16", "The same sooner, for some hundredths of a nat; see `./bench evaluate`."),
            new("elbo evaluate runs/vae-mnist-1 --estimator ais --bdmc --limit 100", "log p(x) of 100 examples by annealing, and how far off that is at most on simulated ones; killed and typed again it goes on."),
            new("elbo evaluate runs/vae-mnist-3d --estimator harmonic --limit 100", "The same of a model with at most four latents, from draws of the posterior: no bound, and no encoder has a part in it."),
            new("elbo evaluate runs/vae-mnist-1 --labelled 100 --metrics few-labels", "How well a hundred labelled codes tell the classes of all: nearest neighbours and logistic regression."),
            new("elbo evaluate runs/vae-mnist-1 --estimator elbo --metrics units --split train --limit 1000", "Only the bound and the active units, on a part; not kept."),
        ];
    }

    public override ExitCode Run(ParseResult given, Session session)
    {
        var annealed = annealing.Of(given, given.GetValue(estimator) == "ais");
        var fromDraws = harmonic.Of(given, given.GetValue(estimator) == "harmonic");
        using var precision = SharedOptions.EnterPrecision(given);
        using var trained = RunOptions.Open(given, run, session);
        using var data = trained.OpenData(RunOptions.TrySplit(given.GetValue(split)), session, out var part, given.GetValue(other), indices: IndexList.Chooser(given.GetValue(indices)), labelled: given.GetValue(labelled));
        var importance = given.GetValue(estimator) == "elbo" ? 0 : given.GetValue(samples) ?? UsualSamples;
        var chosen = given.GetValue(metrics);
        var most = given.GetValue(limit);
        var result = RunEvaluation.Measure(trained.Directory, trained.Model, data, part, importance, most ?? int.MaxValue, given.GetValue(seed) ?? 1, session, chosen, trained.Weights, given.GetValue(other), annealed, fromDraws);
        // What is kept is about a whole split of the run's data: a look at a part or at other data must not take the place of a long measurement.
        if (most is null && given.GetValue(other) is null && given.GetValue(indices) is null && given.GetValue(labelled) is null)
        {
            result.Save();
            foreach (var before in result.Outdated) session.Note($"{before.Measure.Summary} of {before.Measured["date"]} was of other weights or other data, and is no longer kept");
            if (part == SplitChoice.Usual(data)) RunReport.Write(trained.Directory, trained.Model, data, result);
        }
        List<IMeasure> asked = [.. given.GetResult(estimator) is { Implicit: false } && importance > 0 ? [MeasureCatalog.Iwae] : (IMeasure[])[], .. chosen == MeasureCatalog.Beside ? [] : chosen ?? []];
        session.Result(result.ToJson, text => result.Write(text, asked));
        return ExitCode.Fine;
    }
}
