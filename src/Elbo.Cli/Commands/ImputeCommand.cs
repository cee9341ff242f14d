using System.CommandLine;
using System.Text.Json.Nodes;
using Elbo.Cli.Data;
using Elbo.Cli.Shell;
using Elbo.Data;
using Elbo.Evaluation.Imputation;
using Elbo.Evaluation.Measures;
using Elbo.Evaluation.Visuals;
using Elbo.Models.Latents;
using Elbo.Runs;
using Elbo.Runs.Sessions;
using Elbo.Torch;

namespace Elbo.Cli.Commands;

/// <summary><c>elbo impute runs/vae-people-1 --data gaps.csv --out filled.csv</c>, or <c>elbo impute runs/sentence-vae-ptb-1 --data gaps.txt</c>.</summary>
internal sealed class ImputeCommand : Verb
{
    private const int UsualSamples = 50, BatchSize = 200;

    private readonly Argument<string> run = RunOptions.Run();
    private readonly Option<string?> source = new("--data") { HelpName = "FILE", Description = $"The table whose missing cells are filled, .csv or .tsv, with the columns the run was trained on; or texts with {GappedTexts.Gap} for each missing word" };
    private readonly Option<string?> file = new("--out", "-o") { HelpName = "FILE", Description = "Where the filled table goes: .csv or .tsv, written as the table is; cells that are there stay as they are [default: imputed.csv]. Texts go to a .txt or .jsonl [default: the console]" };
    private readonly Option<int?> draws = OptionKinds.WholeNumber("--draws", "N", "Fill N times at random as the model thinks likely, for multiple imputation, in place of once with what is to be expected; 1 to 1000", 1, 1000);
    private readonly Option<int?> samples = OptionKinds.WholeNumber("--samples", "K", $"Importance samples of the code of each row; 1 or more [default: {UsualSamples}]", least: 1);
    private readonly Option<double?> hide = OptionKinds.RealNumber("--hide", "SHARE", "Of texts: hide the last words of examples that are known, such as 0.2 of each, and say how many come back", 0.01, 1);
    private readonly Option<int?> count = OptionKinds.WholeNumber("--count", "N", "How many examples to hide words of, from the first [default: 10]", 1, 1_000_000, "-n");
    private readonly Option<string?> split = RunOptions.Split();
    private readonly Option<int?> beam = OptionKinds.WholeNumber("--beam", "W", $"Of texts: beginnings that the search keeps at each word, 1 to 100 [default: {SentenceImputer.UsualBeam}, without a code {SentenceImputer.UsualBeamWithoutCode}]", 1, 100);
    private readonly Option<int?> passes = OptionKinds.WholeNumber("--passes", "P", $"Of texts: how often code and words are found anew, 1 to 100 [default: {SentenceImputer.UsualPasses}]", 1, 100);
    private readonly Option<ulong?> seed = RunOptions.Seed("the draws");

    public ImputeCommand()
        : base("impute", "Fill the missing cells of a table, or words of texts, by what the others say")
    {
        Group = "Use a trained model";
        Add(run);
        foreach (var option in (Option[])[source, file, draws, samples, seed, hide, count, split, beam, passes, SharedOptions.Weights, SharedOptions.Threads, SharedOptions.Json]) Add(option);
        Examples =
        [
            new("elbo impute runs/vae-people-1 --data gaps.csv --out filled.csv", "Every empty cell, NA or NaN becomes its expected value or likeliest category."),
            new("elbo impute runs/vae-people-1 --data gaps.csv --out filled.csv --draws 5", "Five tables below one another, which differ by as much as is not known."),
            new("elbo impute runs/sentence-vae-reviews-1 --data gaps.txt", $"Every {GappedTexts.Gap} becomes a word; --out filled.jsonl writes them."),
            new("elbo impute runs/sentence-vae-ptb-1 --hide 0.2 -n 1000 --out filled.jsonl", "The last fifth of each test sentence is hidden and filled, and how much of it came back is told."),
        ];
    }

    public override ExitCode Run(ParseResult given, Session session)
    {
        using var trained = RunOptions.Open(given, run, session);
        if (trained.Texts is Sentences) return FillTexts(given, session, trained);
        if (((Option[])[hide, this.count, split, beam, passes]).FirstOrDefault(o => given.GetResult(o) is { Implicit: false }) is { } idle) throw new UsageException($"{idle.Name}: of texts alone");
        if (trained.Directory.ReadSchema().Encoding is not { } encoding) throw new CommandException($"{trained.Directory.Path}: was not trained on a table, whose cells could be filled");
        if (MeasureCatalog.Bound.Unfit(trained.Model, trained.Directory.ReadSchema()) is { } reason) throw new CommandException($"{trained.Directory.Path}: a {trained.Directory.Config.Model} cannot impute: {reason}");
        var model = trained.Able<ILatentVariables>("impute");
        if (model.Words.Given is not null) throw new CommandException($"{trained.Directory.Path}: a {trained.Directory.Config.Model} is given a part of its rows, which must not be missing; train a vae");
        if (given.GetValue(source) is not { } gapped) throw new UsageException("--data: name the table whose missing cells are to be filled");
        var path = given.GetValue(file) ?? "imputed.csv";
        if (!path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) && !path.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase)) throw new UsageException($"--out {path}: the name must end in .csv or .tsv");
        if (Path.GetFullPath(path) == Path.GetFullPath(gapped)) throw new UsageException($"--out {path}: it is the table with the gaps, which only it tells from what is filled in; name another file");
        using var table = GappedTable.Read(gapped, trained.Directory.Config.Data.ToOptions().Table, encoding);
        var (imputer, noise, count) = (new Imputer(model, given.GetValue(samples) ?? UsualSamples), new NoiseStream(new SeedStreams(given.GetValue(seed) ?? 1).Seed("impute")), given.GetValue(draws));
        if (count > 1 && table.HasColumn("draw")) throw new UsageException($"--draws {count}: {gapped} has a column 'draw', as the number of the filling is called; fill it once, or give the column another name");
        if (table.Unknown > 0) session.Progress.Note($"{table.Unknown} cells hold a category or bit that no training row has: they say nothing to the model and stay as they are");
        using var scope = TensorScope.Enter();
        using var work = session.Progress.Begin("impute", table.Count * (count ?? 1));
        var filled = new List<Tensor>();
        for (var k = 0; k < (count ?? 1); k++)
        {
            var parts = new List<Tensor>();
            for (var first = 0; first < table.Count; first += BatchSize)
            {
                session.Cancel.ThrowIfCancellationRequested();
                var size = Math.Min(BatchSize, table.Count - first);
                parts.Add(imputer.Fill(table.Values.Narrow(0, first, size), table.Open.Narrow(0, first, size), table.Observed.Narrow(0, first, size), noise, count is not null));
                work.Report((k * table.Count) + first + size);
            }

            filled.Add(Ops.Cat([.. parts]));
        }

        work.Done();
        table.Save(OutputFile.Place(path), filled);
        session.Result(() => new() { ["rows"] = table.Count, ["filled"] = table.Gaps, ["draws"] = count, ["table"] = path },
            text => text.WriteLine($"{path}  {table.Count} rows, {table.Gaps} cells filled{(count is { } times ? $", {times} time{(times == 1 ? "" : "s")} at random" : " with what is to be expected")}"));
        return ExitCode.Fine;
    }

    private ExitCode FillTexts(ParseResult given, Session session, TrainedRun trained)
    {
        if (((Option[])[draws, samples, seed]).FirstOrDefault(o => given.GetResult(o) is { Implicit: false }) is { } idle) throw new UsageException($"{idle.Name}: of tables alone; words are filled by the likeliest that are found");
        var model = trained.Able<ILatentVariables>("impute");
        if (given.GetValue(passes) is { } often && !SentenceImputer.HasCode(model)) throw new UsageException($"--passes {often}: a {trained.Directory.Config.Model} has no code to find anew");
        var target = given.GetValue(file) is { } wish ? TextRows.Check(wish) : null;
        var gapped = Gapped(given, session, trained);
        var imputer = new SentenceImputer(model, given.GetValue(passes) ?? SentenceImputer.UsualPasses, given.GetValue(beam));
        using var work = session.Progress.Begin("impute", gapped.Count);
        var filled = FilledTexts.Of(imputer, gapped, trained.Directory.ReadSchema().Vocabulary!, done => work.Report(done), session.Cancel);
        work.Done();
        var isJson = target is not null && !target.EndsWith(".txt", StringComparison.OrdinalIgnoreCase);
        var rows = filled.Rows(withNames: isJson);
        JsonObject figures = new() { ["filled"] = gapped.Sum(t => t.Gaps) };
        if (filled.Found is { } found)
        {
            session.Note($"{found.Describe()}");
            (figures["hidden"], figures["found"], figures["commonest"]) = (found.Hidden, found.Right, found.Commonest);
        }

        return TextRows.Tell(session, rows, target, [new("texts_filled", gapped.Count(t => t.Gaps > 0)), .. figures.Select(f => KeyValuePair.Create(f.Key, f.Value?.DeepClone()))]);
    }

    private IReadOnlyList<GappedText> Gapped(ParseResult given, Session session, TrainedRun trained)
    {
        if (given.GetValue(hide) is { } share)
        {
            using var data = trained.OpenData(RunOptions.TrySplit(given.GetValue(split)), session, out var part, given.GetValue(source));
            return GappedTexts.Hide(data, part, [.. Enumerable.Range(0, Math.Min(given.GetValue(count) ?? 10, data.Count(part))).Select(k => (long)k)], share);
        }

        if (((Option[])[count, split]).FirstOrDefault(o => given.GetResult(o) is { Implicit: false }) is { } idle) throw new UsageException($"{idle.Name}: of examples whose words are hidden; add --hide 0.2");
        if (given.GetValue(source) is not { } path) throw new UsageException($"--data: name a file of texts with {GappedTexts.Gap} for each missing word, or hide words of known examples by --hide 0.2");
        var read = GappedTexts.Read(path, trained.Directory.Config.Data.ToOptions(), trained.Directory.ReadSchema().Vocabulary!);
        if (read.Sum(t => t.Numbers.Where((n, k) => n == Vocabulary.Unknown && !t.Open[k]).Count()) is > 0 and var unknown)
            session.Progress.Note($"{unknown} of the known words are not among those the run knows: they are read as {Vocabulary.UnknownWord} and stay as they are written");
        return read;
    }
}
