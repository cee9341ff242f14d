using System.CommandLine;
using Elbo.Cli.Shell;
using Elbo.Data;
using Elbo.Evaluation.Coding;
using Elbo.Runs;
using Elbo.Runs.Coding;
using Elbo.Runs.Sessions;

namespace Elbo.Cli.Commands;

/// <summary><c>elbo compress runs/vq-vae-mnist-1 photos/ photos.elbo</c>.</summary>
internal sealed class CompressCommand : Verb
{
    private readonly Argument<string> run = RunOptions.Run();
    private readonly Argument<string> source = new("in") { Description = "An image, a folder of images (PNG, JPEG, PGM, PPM), or a data set or its path" };
    private readonly Argument<string> target = new("out") { Description = "The file to write, e.g. images.elbo" };
    private readonly Option<string?> split = RunOptions.Split("Part of a data set");
    private readonly Option<int?> limit = RunOptions.Limit();

    public CompressCommand()
        : base("compress", "Write images or data as codes of a trained model, or without loss by bits back where it has none, and say what other files take")
    {
        Group = "Use a trained model";
        Add(run);
        Add(source);
        Add(target);
        foreach (var option in (Option[])[split, limit, SharedOptions.Weights, SharedOptions.Threads, SharedOptions.Json]) Add(option);
        Examples =
        [
            new("elbo compress runs/vq-vae-mnist-1 mnist digits.elbo --limit 1000", "A thousand test images in one file, with its size beside PNG's and JPEG's."),
            new("elbo compress runs/vq-vae-mnist-1 photos/ photos.elbo", "Every image in a folder; their names are kept."),
            new("elbo compress runs/vae-mnist-1 mnist digits.elbo --limit 1000", "Without codes: every pixel comes back, at the length of the model's bound."),
        ];
    }

    public override ExitCode Run(ParseResult given, Session session)
    {
        using var trained = RunOptions.Open(given, run, session);
        var compressor = CodedRun.Compressor(trained, "compress");
        var (data, part, names) = CodedRun.Open(trained, given.GetRequiredValue(source), RunOptions.TrySplit(given.GetValue(split)), session);
        using var owned = data;
        var most = Math.Min(given.GetValue(limit) ?? int.MaxValue, data.Count(part));
        if (names?.Count > most) names = [.. names.Take(most)];
        var (file, measure) = Compress(compressor, data, part, most, names, trained, session);
        var path = given.GetRequiredValue(target);
        file.Save(path);
        var report = measure(path, session.Cancel);
        session.Result(report.ToJson, report.Write);
        return ExitCode.Fine;
    }

    private static (ElboContainer File, Func<string, CancellationToken, ICompressionReport> Measure) Compress(IRunCompressor compressor, IDataset data, Split part, int most, IReadOnlyList<string>? names, TrainedRun trained, Session session)
    {
        using var work = session.Progress.Begin("compress", most);
        try
        {
            var result = compressor.Compress(data, part, most, names, done => work.Report(done), session.Cancel);
            work.Done();
            return result;
        }
        catch (Exception failure) when (failure is InvalidOperationException or ArithmeticException)
        {
            throw new CommandException($"{trained.Directory.Path}: {failure.Message}");
        }
    }
}
