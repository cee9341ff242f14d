using System.CommandLine;
using System.Globalization;
using Elbo.Cli.Shell;
using Elbo.Data;
using Elbo.Evaluation.Codebooks;
using Elbo.Evaluation.Images;
using Elbo.Evaluation.Visuals;
using Elbo.Models;
using Elbo.Runs.Sessions;

namespace Elbo.Cli.Commands;

/// <summary><c>elbo codebook runs/vq-vae-mnist-1 --out codebook.png</c>.</summary>
internal sealed class CodebookCommand : Verb
{
    private readonly Argument<string> run = RunOptions.Run();
    private readonly Option<string?> split = RunOptions.Split();
    private readonly Option<int?> limit = RunOptions.Limit();
    private readonly Option<int?> group = OptionKinds.WholeNumber("--group", "G", "Which of several codes per position, from 0 [default: 0]", least: 0);
    private readonly Option<int?> codes = OptionKinds.WholeNumber("--codes", "N", "Codes shown, the most used; 1 to 1000 [default: 24]", 1, 1000);
    private readonly Option<int?> from = OptionKinds.WholeNumber("--from", "N", "Leave out the N most used [default: 0]", least: 0);
    private readonly Option<int?> pieces = OptionKinds.WholeNumber("--pieces", "N", "Pieces of inputs for each code; 1 to 100 [default: 12]", 1, 100);
    private readonly Option<string> image = RunOptions.Image("codebook.png");

    public CodebookCommand()
        : base("codebook", "Say how a model's codes are used over a split, and draw what the most used ones stand for")
    {
        Group = "Use a trained model";
        Add(run);
        foreach (var option in (Option[])[split, limit, group, codes, from, pieces, image, SharedOptions.Weights, SharedOptions.Threads, SharedOptions.Json]) Add(option);
        Examples =
        [
            new("elbo codebook runs/vq-vae-mnist-1", "Usage over the test split, and codebook.png: each row a code by itself, then pieces of inputs that got it."),
            new("elbo codebook runs/vq-vae-mnist-1 --from 24", "The next codes; on digits the first ones are all background."),
            new("elbo codebook runs/vq-vae-mnist-1 --split train --limit 10000 --json", "With the whole histogram, for a script."),
        ];
    }

    public override ExitCode Run(ParseResult given, Session session)
    {
        using var trained = RunOptions.Open(given, run, session);
        var model = trained.Able<ICodeModel>("show a codebook: it has no codes");
        using var data = trained.OpenData(RunOptions.TrySplit(given.GetValue(split)), session, out var part);
        var layout = CodeLayout.Of(model.Prior.Shape, data.Info.Shape);
        var which = given.GetValue(group) ?? 0;
        if (which >= layout.Groups) throw new UsageException($"--group {which}: the model of {trained.Directory.Path} has {layout.Groups} per position, from 0");
        var usage = Measure(model, data, part, which, given.GetValue(limit) ?? int.MaxValue, trained.Directory.Config.Training.Batch, session);
        var shown = usage.MostUsed.Skip(given.GetValue(from) ?? 0).Take(given.GetValue(codes) ?? 24).ToList();
        if (shown.Count == 0) throw new UsageException($"--from {given.GetValue(from)}: {usage.Used} codes are used");
        var file = layout.Grid is null || ImageShape.Of(data.Info.Shape) is null ? null : given.GetRequiredValue(image);
        if (file is not null) PngWriter.Save(CodebookImage.Draw(model, data, part, usage, which, shown, given.GetValue(pieces) ?? 12), file);
        Report(usage, which, trained.Directory.Config.Training.Batch, part, file, session);
        return ExitCode.Fine;
    }

    private static CodebookUsage Measure(ICodeModel model, IDataset data, Split part, int group, int limit, int batch, Session session)
    {
        using var work = session.Progress.Begin("encode", Math.Min(limit, data.Count(part)));
        var usage = CodebookUsage.Measure(model, data, part, group, limit, batch, done => work.Report(done), session.Cancel);
        work.Done();
        return usage;
    }

    private static void Report(CodebookUsage usage, int group, int batch, Split part, string? file, Session session) => session.Result(
        () => new()
        {
            ["split"] = part.ToString().ToLowerInvariant(),
            ["examples"] = usage.Examples,
            ["positions"] = usage.Layout.Places,
            ["groups"] = usage.Layout.Groups,
            ["group"] = group,
            ["codebook_size"] = usage.Histogram.Length,
            ["used"] = usage.Used,
            ["perplexity"] = Json.Number(usage.Perplexity, 3),
            ["batch"] = batch,
            ["batch_perplexity"] = Json.Number(usage.BatchPerplexity, 3),
            ["codes_for_half"] = usage.Covering(0.5),
            ["codes_for_90_percent"] = usage.Covering(0.9),
            ["codes_for_99_percent"] = usage.Covering(0.99),
            ["histogram"] = Json.Array(usage.Histogram.Select(n => (System.Text.Json.Nodes.JsonNode?)n)),
            ["image"] = file,
        },
        text =>
        {
            var (culture, size) = (CultureInfo.InvariantCulture, usage.Histogram.Length);
            var of = usage.Layout.Groups == 1 ? "" : $", code {group} of {usage.Layout.Groups} per position";
            text.WriteLine($"{part.ToString().ToLowerInvariant()} split, {usage.Examples} examples of {usage.Layout.Places} positions{of}");
            text.WriteLine(string.Create(culture, $"  used         {usage.Used} of {size} ({100.0 * usage.Used / size:0} %)"));
            text.WriteLine(string.Create(culture, $"  perplexity   {usage.Perplexity:0.0} over the split; {usage.BatchPerplexity:0.0} in batches of {batch}"));
            text.WriteLine($"  most used    {usage.Covering(0.5)} codes take half of all positions, {usage.Covering(0.9)} take 90 %, {usage.Covering(0.99)} take 99 %");
            foreach (var (low, high, count) in usage.Octaves)
                text.WriteLine($"  {(low == 0 ? "never" : low == high ? $"{low}" : $"{low} to {high}"),-18} {count,6} codes  {new string('#', (int)Math.Ceiling(40.0 * count / size))}");
            text.WriteLine(file ?? "  no image: the codes have no place in one");
        });
}
