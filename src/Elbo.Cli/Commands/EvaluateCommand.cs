using System.CommandLine;
using Elbo.Cli.Runs;
using Elbo.Cli.Shell;
using Elbo.Models;
using Elbo.Training.Runs;

namespace Elbo.Cli.Commands;

/// <summary><c>elbo evaluate runs/vae-mnist-1 --estimator iwae --samples 100</c>.</summary>
internal sealed class EvaluateCommand : Verb
{
    private const int UsualSamples = 100;

    private readonly Argument<string> run = RunOptions.Run();
    private readonly Option<string> split = RunOptions.Split();
    private readonly Option<string> estimator = OptionKinds.Choice("--estimator", "E", "What to estimate beside the bound", "iwae", "elbo", "iwae");
    private readonly Option<int?> samples = OptionKinds.WholeNumber("--samples", "K", $"Importance samples per example, exactly; {UsualSamples} unless given", least: 1);
    private readonly Option<int?> limit = OptionKinds.WholeNumber("--limit", "N", "Only the first N examples", least: 1);
    private readonly Option<ulong?> seed = RunOptions.Seed("the posterior draws");

    public EvaluateCommand()
        : base("evaluate", "Say how good a trained model is, in nats per example with standard errors")
    {
        Group = "Models";
        Add(run);
        Add(split);
        Add(estimator);
        Add(samples);
        Add(limit);
        Add(seed);
        Add(SharedOptions.Precision);
        Add(SharedOptions.Threads);
        Add(SharedOptions.Json);
        Examples =
        [
            new("elbo evaluate runs/vae-mnist-1", "Bound, IWAE-100 bound and active units on the test split."),
            new("elbo evaluate runs/vae-mnist-1 --samples 5000 --json", "The literature's L_5000; also kept in the run folder."),
            new("elbo evaluate runs/vae-mnist-1 --samples 5000 --precision bf16", "The same sooner, for some hundredths of a nat; see `elbo bench evaluate`."),
            new("elbo evaluate runs/vae-mnist-1 --estimator elbo --split train --limit 1000", "Only the bound, on a part."),
        ];
    }

    public override ExitCode Run(ParseResult given, Session session)
    {
        var directory = RunDirectory.Open(given.GetRequiredValue(run));
        TrainingRun.Prepare(null, given.GetValue(SharedOptions.Threads));
        using var precision = SharedOptions.EnterPrecision(given);
        using var model = directory.LoadModel();
        if (model is not IElboModel) throw new CommandException($"{directory.Path}: a {directory.Config.Model} has no bound to evaluate");
        var part = RunOptions.ParseSplit(given.GetRequiredValue(split));
        using var data = TrainingRun.OpenData(directory.Config.Data, session);
        if (data.Count(part) == 0) throw new UsageException($"--split {given.GetValue(split)}: {data.Info.Id} has no such split");
        var importance = given.GetValue(estimator) == "iwae" ? given.GetValue(samples) ?? UsualSamples : 0;
        var result = RunEvaluation.Measure(directory, model, data, part, importance, given.GetValue(limit) ?? int.MaxValue, given.GetValue(seed) ?? 1, session);
        result.Save();
        session.Result(result.ToJson, result.Write);
        return ExitCode.Fine;
    }
}
