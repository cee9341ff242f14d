using System.CommandLine;
using System.Diagnostics;
using Elbo.Cli.Data;
using Elbo.Cli.Shell;
using Elbo.Data;
using Elbo.Evaluation.Likelihood;
using Elbo.Evaluation.Studies;
using Elbo.Runs;
using Elbo.Runs.Sessions;
using Elbo.Runs.Studies;
using Elbo.Training.Runs;

namespace Elbo.Cli.Commands;

/// <summary><c>elbo study parzen</c>.</summary>
internal sealed class StudyCommand : Verb
{
    private readonly Argument<string> name = new("study") { Description = $"Which: {string.Join(", ", StudyCatalog.All.Select(s => s.Id))}" };
    private readonly Argument<string[]> runs = new("run") { Description = $"Folders of runs, for {OfModels}", Arity = new(0, 50) };
    private readonly Option<string?> data = new("--data") { HelpName = "ID|PATH", Description = "The data it is made on [default: that of its source]" };
    private readonly Option<string[]> set = DataSettings.Option();
    private readonly Option<int?> samples = OptionKinds.WholeNumber("--samples", "N", "Samples or queries that a figure is of [default: as its source]", 10, 1_000_000);
    private readonly Option<int?> limit = OptionKinds.WholeNumber("--limit", "N", $"Examples of each split [default: {string.Join(", ", StudyCatalog.All.Where(s => s.DefaultExamples is not null).Select(s => $"{s.Id} {s.DefaultExamples}"))}]", least: 2);
    private readonly Option<int?> chains = OptionKinds.WholeNumber("--chains", "C", $"Annealed chains of each example, for {Annealed} [default: {AnnealingOptions.UsualChains}]", least: 1);
    private readonly Option<int?> steps = OptionKinds.WholeNumber("--steps", "T", $"Distributions of the annealed path, for {Annealed} [default: {AnnealingOptions.UsualSteps}]", least: 2);
    private readonly Option<ulong?> seed = RunOptions.Seed("all draws");
    private readonly Option<string?> folder = new("--out", "-o") { HelpName = "DIR", Description = "Where index.html, study.json and the pictures go [default: study-NAME]" };

    private static string OfModels => string.Join(", ", StudyCatalog.All.Where(s => s.DefaultExamples is not null).Select(s => s.Id));

    private static string Annealed => string.Join(", ", StudyCatalog.All.Where(s => s.IsAnnealed).Select(s => s.Id));

    public StudyCommand()
        : base("study", "Repeat an experiment that shows what a figure is worth, with pictures and figures")
    {
        Group = "Machine";
        Add(name);
        Add(runs);
        foreach (var option in (Option[])[data, set, samples, limit, chains, steps, seed, folder, SharedOptions.Weights, SharedOptions.Precision, SharedOptions.Threads, SharedOptions.Json]) Add(option);
        Examples = [.. StudyCatalog.All.Select(s => new Example($"elbo study {s.Id}{(s.DefaultExamples is null ? "" : s.IsAnnealed ? " runs/gan runs/vae" : " runs/sentence-vae runs/rnnlm")}", $"{s.Summary}."))];
    }

    public override ExitCode Run(ParseResult given, Session session)
    {
        var study = StudyCatalog.Find(given.GetRequiredValue(name));
        TrainingRun.Prepare(null, given.GetValue(SharedOptions.Threads));
        if (study.DefaultExamples is null && ((Symbol[])[runs, limit, chains, steps, SharedOptions.Weights, SharedOptions.Precision]).FirstOrDefault(s => IsGiven(given, s)) is { } idle)
            throw new UsageException(idle == runs ? $"{given.GetValue(runs)![0]}: {study.Id} looks at no run" : $"{idle.Name}: {study.Id} looks at no run, so it has no effect");
        if (study.DefaultExamples is not null && !study.IsAnnealed && ((Option[])[chains, steps]).FirstOrDefault(o => IsGiven(given, o)) is { } without) throw new UsageException($"{without.Name}: {study.Id} anneals nothing, so it has no effect");
        using var opened = Open(study, given, session);
        using var precision = SharedOptions.EnterPrecision(given);
        using var studied = StudiedRuns.Open(study, given.GetValue(runs) ?? [], Enum.Parse<WeightsKind>(given.GetRequiredValue(SharedOptions.Weights), ignoreCase: true), given.GetValue(SharedOptions.Threads), session);
        if (given.GetValue(samples) is { } asked && study.DefaultSamples is null) throw new UsageException($"--samples {asked}: {study.Id} has no number of samples to set");
        IWork? work = null;
        var context = new StudyContext(opened, given.GetValue(samples) ?? study.DefaultSamples ?? 0, given.GetValue(seed) ?? 1, Report, session.Cancel)
        {
            Models = studied.Models,
            Annealing = new()
            {
                Examples = given.GetValue(limit) ?? study.DefaultExamples,
                Chains = given.GetValue(chains) ?? AnnealingOptions.UsualChains,
                Steps = given.GetValue(steps) ?? AnnealingOptions.UsualSteps,
            },
        };
        var clock = Stopwatch.StartNew();
        StudyResult result;
        try
        {
            result = Result(study, context);
            work?.Done();
        }
        finally
        {
            work?.Dispose();
        }
        var json = StudyFolder.ToJson(study, result, context, clock.Elapsed);
        var files = StudyFolder.Write(given.GetValue(folder) ?? $"study-{study.Id}", study, result, json);
        session.Result(() => json, text => Write(text, result, files));
        return ExitCode.Fine;

        void Report(string doing, int part, int of)
        {
            work ??= session.Progress.Begin(study.Id, of);
            work.Report(part);
            session.Note($"{study.Id}: {part + 1}/{of} {doing}");
        }
    }

    private static StudyResult Result(IStudy study, StudyContext context)
    {
        try
        {
            var result = study.Run(context);
            return result with { Notes = [.. result.Notes, .. context.Models.Where(m => m.Unfinished is not null).Select(m => $"{m.Name} is not finished: {m.Unfinished}")] };
        }
        catch (NotSupportedException missing)
        {
            throw new CommandException($"{study.Id}: {missing.Message}");
        }
    }

    private static bool IsGiven(ParseResult given, Symbol symbol) => symbol is Argument argument ? given.GetResult(argument)?.Tokens.Count > 0 : given.GetResult((Option)symbol) is { Implicit: false };

    private IDataset? Open(IStudy study, ParseResult given, Session session)
    {
        var source = given.GetValue(data);
        if (study.DefaultData is not { } usual)
            return source is null ? null : throw new UsageException($"--data {source}: {study.Id} {(study.DefaultExamples is null ? "makes its own data" : "takes the data of its runs")}");
        var opened = TrainingRun.OpenData(DataSettings.Read(source ?? usual, given.GetValue(set), Binarisation.None) with { Validation = 0 }, session);
        if (study.Unfit(opened) is not { } reason) return opened;
        opened.Dispose();
        throw new UsageException($"--data {source ?? usual}: no data for the study {study.Id}: {reason}");
    }

    private static void Write(TextWriter text, StudyResult result, IReadOnlyList<string> files)
    {
        foreach (var table in result.Tables)
        {
            text.WriteLine(table.Caption);
            var cells = table.Rows.Select((_, r) => table.Columns.Select((_, c) => table.Text(r, c)).ToList()).ToList();
            var widths = table.Columns.Select((column, c) => cells.Select(row => row[c].Length).Append(column.Title.Length).Max()).ToList();
            foreach (var row in cells.Prepend([.. table.Columns.Select(c => c.Title)]))
                text.WriteLine(string.Join("  ", row.Select((cell, c) => c == 0 ? cell.PadRight(widths[c]) : cell.PadLeft(widths[c]))).TrimEnd());
            text.WriteLine();
        }
        text.WriteLine($"{result.Finding}.");
        text.WriteLine(string.Join("  ", files));
    }
}
