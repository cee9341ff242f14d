using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Elbo.Cli.Shell;
using Elbo.Data;
using Elbo.Evaluation.Likelihood;
using Elbo.Evaluation.Measures;
using Elbo.Evaluation.Scores;
using Elbo.Runs;
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
    private readonly Option<string?> against = new("--against") { HelpName = "ID|PATH", Description = "Score this data too and say how well each score tells its examples from the first: area under the ROC curve (DeLong's error) and average precision (bootstrap)" };
    private readonly Option<IReadOnlyList<IExampleScore>?> chosen = ScoreChoice.Option();
    private readonly Option<string?> background = new("--background") { HelpName = "RUN", Description = "Another run on the same kind of data, for background_excess" };
    private readonly Option<string?> rowId = RunOptions.RowId();
    private readonly Option<string?> indices = RunOptions.Indices();
    private readonly Option<string?> split = RunOptions.Split();
    private readonly Option<int?> samples = OptionKinds.WholeNumber("--samples", "K", $"Draws per example, of which the bound is a mean and L_K the importance-weighted one; 1 or more [default: {UsualSamples}]", least: 1);
    private readonly Option<int?> limit = RunOptions.Limit();
    private readonly Option<ulong?> seed = RunOptions.Seed("the posterior draws");
    private readonly Option<string> file = RunOptions.File("scores.csv", "Where the table goes, .csv, .parquet or, of examples without names and classes, .npy: index, name of the file or line of the table, label where there are any, and the scores");

    public ScoreCommand()
        : base("score", "Write how strange every example is to a model: its bound, and scores beside it")
    {
        Group = "Use a trained model";
        Add(run);
        foreach (var option in (Option[])[other, against, chosen, background, rowId, indices, split, samples, limit, seed, file, SharedOptions.Weights, SharedOptions.Precision, SharedOptions.Threads, SharedOptions.Json]) Add(option);
        Examples =
        [
            new("elbo score runs/vae-mnist-1 --out scores.csv", "Every test example; sort by iwae to see the strangest first."),
            new("elbo score runs/vae-mnist-1 --data photos/", "How surprising are images of your own?"),
            new("elbo score runs/vae-mnist-1 --against fashion-mnist", "Both test splits in one table, and how well each score tells them apart."),
            new("elbo score runs/vae-mnist-1 --against fashion-mnist --scores iwae,typicality,regret", "Scores of your choice; docs/anomaly.md says what each is worth."),
        ];
    }

    public override ExitCode Run(ParseResult given, Session session)
    {
        using var precision = SharedOptions.EnterPrecision(given);
        using var trained = RunOptions.Open(given, run, session);
        if (MeasureCatalog.Bound.Unfit(trained.Model, trained.Directory.ReadSchema()) is { } reason) throw new CommandException($"{trained.Directory.Path}: a {trained.Directory.Config.Model} cannot score: {reason}");
        if (trained.Directory.ReadSchema().Kind == DataKind.Graph)
            throw new CommandException($"{trained.Directory.Path}: a graph is one example, whose bound tells nothing of its nodes; `{TypedCommand.Of("evaluate", trained.Directory.Path)}` gives that bound, `elbo encode` a row for each node");
        var (draws, root) = (given.GetValue(samples) ?? UsualSamples, given.GetValue(seed) ?? 1);
        using var data = trained.OpenData(RunOptions.TrySplit(given.GetValue(split)), session, out var part, given.GetValue(other), rowId: given.GetValue(rowId), indices: IndexList.Chooser(given.GetValue(indices)));
        var rivalPart = part;
        using var rival = given.GetValue(against) is { } id ? trained.OpenData(RunOptions.TrySplit(given.GetValue(split)), session, out rivalPart, id, "--against", given.GetValue(rowId)) : null;
        var path = OutputFile.Table(given.GetRequiredValue(file), data, rival);
        using var second = given.GetValue(background) is { } place ? TrainedRun.Open(place, session, threads: given.GetValue(SharedOptions.Threads)) : null;
        var context = new ScoreContext(Of(data, part))
        {
            Background = second is null ? null : ScoreReference.Background(trained, second),
            Typical = ScoreReference.Typical(trained, draws, root, session),
        };
        var scores = ScoreChoice.Fitting(given.GetValue(chosen), context);
        if (second is not null && !scores.Any(s => s is { Id: ScoreCatalog.Background })) throw new UsageException("--background: none of the chosen scores looks at another run; add background_excess to --scores");
        try
        {
            List<ExampleScores> sets = [ExampleScores.Measure(context, scores, session)];
            if (rival is not null) sets.Add(ExampleScores.Measure(context with { Measures = Of(rival, rivalPart) }, scores, session));
            ExampleScores.Table(sets).Save(OutputFile.Place(path));
            session.Result(() => ToJson(sets, draws, path), text => Write(text, sets, draws, path));
        }
        catch (UnfitException failure)
        {
            throw new UsageException($"--scores: {failure.Message}");
        }

        return ExitCode.Fine;

        MeasureContext Of(IDataset examples, Split from) => new(trained.Model, examples, from) { Samples = draws, Limit = given.GetValue(limit) ?? int.MaxValue, Seed = root };
    }

    private static JsonObject ToJson(List<ExampleScores> sets, int draws, string path)
    {
        var json = Means(sets[0]);
        json["samples"] = draws;
        json["scores"] = path;
        if (sets is not [var own, var other]) return json;
        json["against"] = Means(other);
        json["detection"] = new JsonObject(own.Detect(other).Select(d => KeyValuePair.Create<string, JsonNode?>(d.Score.Id, new JsonObject
        {
            ["auroc"] = Json.Number(d.Area.Mean),
            ["auroc_se"] = Json.Number(d.Area.StandardError),
            ["average_precision"] = Json.Number(d.Precision.Mean),
            ["average_precision_se"] = Json.Number(d.Precision.StandardError),
        })));
        json["average_precision_by_chance"] = Json.Number(Chance(own, other));
        return json;
    }

    private static JsonObject Means(ExampleScores set)
    {
        var json = new JsonObject { ["data"] = set.Name, ["examples"] = set.Count };
        foreach (var (score, values) in set.Scores) json[score.Id] = Json.Number(values.Average(), 4);
        return json;
    }

    private static void Write(TextWriter text, List<ExampleScores> sets, int draws, string path)
    {
        text.WriteLine($"{path}  {sets.Sum(s => s.Count)} examples, {draws} draws each; nats on average");
        foreach (var set in sets)
            text.WriteLine($"  {set.Name,-20} {string.Join("   ", Shown(set).Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Score.Id} {s.Values.Average(),10:0.00}")))}");
        if (sets is not [var own, var other]) return;
        text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  P(an example of {other.Name} is stranger than one of {own.Name}), and average precision of finding them, {Chance(own, other):0.000} by chance"));
        foreach (var (score, area, precision) in own.Detect(other))
            text.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  {score.Id,-20} auroc {area.Mean:0.00000} ± {Estimate.ErrorText(area.StandardError, "0.00000")}   average precision {precision.Mean:0.00000} ± {Estimate.ErrorText(precision.StandardError, "0.00000")}"));
    }

    // The bounds say how good the model is; means of the other scores say little alone.
    private static IEnumerable<(IExampleScore Score, IReadOnlyList<double> Values)> Shown(ExampleScores set) =>
        set.Scores.Where(s => s.Score == ScoreCatalog.Elbo || s.Score == ScoreCatalog.Iwae).ToList() is { Count: > 0 } bounds ? bounds : set.Scores;

    private static double Chance(ExampleScores own, ExampleScores other) => other.Count / (double)(own.Count + other.Count);
}
