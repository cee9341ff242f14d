using System.CommandLine;
using Elbo.Cli.Runs;
using Elbo.Cli.Shell;
using Elbo.Evaluation.Pictures;
using Elbo.Evaluation.Visuals;
using Elbo.Models;
using Elbo.Training.Runs;

namespace Elbo.Cli.Commands;

/// <summary><c>elbo reconstruct runs/vae-mnist-1 --out reconstructions.png</c>.</summary>
internal sealed class ReconstructCommand : Verb
{
    private readonly Argument<string> run = RunOptions.Run();
    private readonly Option<int?> count = OptionKinds.WholeNumber("--count", "N", "How many examples, from the first; 40 unless given", 1, 10_000, "-n");
    private readonly Option<string> split = RunOptions.Split();
    private readonly Option<string> picture = RunOptions.Picture("reconstructions.png");

    public ReconstructCommand()
        : base("reconstruct", "Show examples above what a trained model makes of them")
    {
        Group = "Models";
        Add(run);
        Add(count);
        Add(split);
        Add(picture);
        Add(SharedOptions.Threads);
        Add(SharedOptions.Json);
        Examples = [new("elbo reconstruct runs/vae-mnist-1 -n 40 --out reconstructions.png", "Forty test images and their reconstructions.")];
    }

    public override ExitCode Run(ParseResult given, Session session)
    {
        var directory = RunDirectory.Open(given.GetRequiredValue(run));
        TrainingRun.Prepare(null, given.GetValue(SharedOptions.Threads));
        using var model = directory.LoadModel();
        if (model is not (IEncoder and IDecoder)) throw new CommandException($"{directory.Path}: a {directory.Config.Model} cannot reconstruct");
        var part = RunOptions.ParseSplit(given.GetRequiredValue(split));
        using var data = TrainingRun.OpenDataOf(directory, session);
        if (data.Count(part) == 0) throw new UsageException($"--split {given.GetValue(split)}: {data.Info.Id} has no such split");
        var wanted = Math.Min(given.GetValue(count) ?? 40, data.Count(part));
        var file = given.GetRequiredValue(picture);
        PngWriter.Save(Reconstructions.Draw(model, data, part, wanted, SampleCommand.PictureOf(directory)), file);
        session.Result(() => new() { ["examples"] = wanted, ["picture"] = file }, text => text.WriteLine(file));
        return ExitCode.Fine;
    }
}
