using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Elbo.Cli.Shell;
using Elbo.Data;
using Elbo.Evaluation.Detection;
using Elbo.Evaluation.Likelihood;
using Elbo.Evaluation.Measures;
using Elbo.Models.Latents;
using Elbo.Runs.Evaluations;
using Elbo.Runs.Sessions;
using Elbo.Training.Runs;

namespace Elbo.Cli.Commands;

/// <summary><c>elbo score runs/vae-mnist-1 --against fashion-mnist</c>.</summary>
internal sealed class ScoreCommand : Verb
{
    // The bound of one draw has a standard deviation of several nats on MNIST; over fifty it is below one.
    private const int UsualSamples = 50;

    private readonly Argument<string> run = RunOptions.Run();
    private readonly Option<string?> other = RunOptions.Data("Score");
    private readonly Option<string?> against = new("--against") { HelpName = "ID|PATH", Description = "Score this data too and say how well the bound tells it from the first: area under the ROC curve" };
    private readonly Option<string?> rowId = RunOptions.RowId();
    private readonly Option<string?> indices = RunOptions.Indices();
    private readonly Option<string?> split = RunOptions.Split();
    private readonly Option<int?> samples = OptionKinds.WholeNumber("--samples", "K", $"Draws per example, of which the bound is a mean and L_K the importance-weighted one; 1 or more [default: {UsualSamples}]", least: 1);
    private readonly Option<int?> limit = RunOptions.Limit();
    private readonly Option<ulong?> seed = RunOptions.Seed("the posterior draws");
    private readonly Option<string> file = RunOptions.File("scores.csv", "Where the table goes, .csv, .parquet or, of examples without names and classes, .npy: index, name of the file or line of the table, label where there are any, elbo, iwae, reconstruction, kl; nats");

    public ScoreCommand()
        : base("score", "Write the bound of every example; low ones are unlike the training data")
    {
        Group = "Use a trained model";
        Add(run);
        foreach (var option in (Option[])[other, against, rowId, indices, split, samples, limit, seed, file, SharedOptions.Weights, SharedOptions.Precision, SharedOptions.Threads, SharedOptions.Json]) Add(option);
        Examples =
        [
            new("elbo score runs/vae-mnist-1 --out scores.csv", "Every test example; sort by iwae to see the strangest first."),
            new("elbo score runs/vae-mnist-1 --data photos/", "How surprising are images of your own?"),
            new("elbo score runs/vae-mnist-1 --against fashion-mnist", "Both test splits in one table, and the AUROC with its standard error (DeLong)."),
        ];
    }

    public override ExitCode Run(ParseResult given, Session session)
    {
        using var precision = SharedOptions.EnterPrecision(given);
        using var trained = RunOptions.Open(given, run, session);
        if (MeasureCatalog.Bound.Unfit(trained.Model, trained.Directory.ReadSchema()) is { } reason) throw new CommandException($"{trained.Directory.Path}: a {trained.Directory.Config.Model} cannot score: {reason}");
        if (trained.Directory.ReadSchema().Kind == DataKind.Graph)
            throw new CommandException($"{trained.Directory.Path}: a graph is one example, whose bound tells nothing of its nodes; `{TypedCommand.Of("evaluate", trained.Directory.Path)}` gives that bound, `elbo encode` a row for each node");
        var model = trained.Able<ILatentVariables>("score");
        var draws = given.GetValue(samples) ?? UsualSamples;
        using var data = trained.OpenData(RunOptions.TrySplit(given.GetValue(split)), session, out var part, given.GetValue(other), rowId: given.GetValue(rowId), indices: IndexList.Chooser(given.GetValue(indices)));
        var rivalPart = part;
        using var rival = given.GetValue(against) is { } id ? trained.OpenData(RunOptions.TrySplit(given.GetValue(split)), session, out rivalPart, id, "--against", given.GetValue(rowId)) : null;
        var path = OutputFile.Table(given.GetRequiredValue(file), data, rival);
        var sets = ((IDataset?[])[data, rival]).OfType<IDataset>()
            .Select(d => ExampleScores.Measure(model, d, d == data ? part : rivalPart, draws, given.GetValue(limit) ?? int.MaxValue, given.GetValue(seed) ?? 1, session)).ToList();
        ExampleScores.Table(sets).Save(OutputFile.Place(path));
        session.Result(() => ToJson(sets, draws, path), text => Write(text, sets, draws, path));
        return ExitCode.Fine;
    }

    private static JsonObject ToJson(List<ExampleScores> sets, int draws, string path)
    {
        var json = new JsonObject
        {
            ["data"] = sets[0].Name,
            ["examples"] = sets[0].Count,
            ["elbo"] = Json.Number(sets[0].Elbo.Average(), 4),
            ["iwae"] = Json.Number(sets[0].Iwae.Average(), 4),
            ["samples"] = draws,
            ["scores"] = path,
        };
        if (sets is not [var own, var other]) return json;
        json["against"] = new JsonObject { ["data"] = other.Name, ["examples"] = other.Count, ["elbo"] = Json.Number(other.Elbo.Average(), 4), ["iwae"] = Json.Number(other.Iwae.Average(), 4) };
        Estimate byIwae = RocArea.Of(own.Iwae, other.Iwae), byElbo = RocArea.Of(own.Elbo, other.Elbo);
        json["auroc"] = Json.Number(byIwae.Mean);
        json["auroc_se"] = Json.Number(byIwae.StandardError);
        json["auroc_elbo"] = Json.Number(byElbo.Mean);
        json["auroc_elbo_se"] = Json.Number(byElbo.StandardError);
        return json;
    }

    private static void Write(TextWriter text, List<ExampleScores> sets, int draws, string path)
    {
        text.WriteLine($"{path}  {sets.Sum(s => s.Count)} examples, {draws} draws each; nats on average");
        foreach (var set in sets)
            text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {set.Name,-20} elbo {set.Elbo.Average(),10:0.00}   iwae {set.Iwae.Average(),10:0.00}"));
        if (sets is not [var own, var other]) return;
        foreach (var (name, area) in ((string, Estimate)[])[("iwae", RocArea.Of(own.Iwae, other.Iwae)), ("elbo", RocArea.Of(own.Elbo, other.Elbo))])
            text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  auroc by {name}  {area.Mean:0.00000} ± {Estimate.ErrorText(area.StandardError, "0.00000")}   P(an example of {own.Name} is above one of {other.Name})"));
    }
}
