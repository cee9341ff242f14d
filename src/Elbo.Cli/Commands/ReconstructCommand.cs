using System.CommandLine;
using Elbo.Cli.Runs;
using Elbo.Cli.Shell;
using Elbo.Evaluation.Pictures;
using Elbo.Evaluation.Visuals;
using Elbo.Models;

namespace Elbo.Cli.Commands;

/// <summary><c>elbo reconstruct runs/vae-mnist-1 --out reconstructions.png</c>.</summary>
internal sealed class ReconstructCommand : Verb
{
    private readonly Argument<string> run = RunOptions.Run();
    private readonly Option<int?> count = OptionKinds.WholeNumber("--count", "N", "How many examples, from the first; 1 to 10000 [default: 40]", 1, 10_000, "-n");
    private readonly Option<string> split = RunOptions.Split();
    private readonly Option<string> picture = RunOptions.Picture("reconstructions.png");

    public ReconstructCommand()
        : base("reconstruct", "Show examples above what a trained model makes of them")
    {
        Group = "Use a trained model";
        Add(run);
        Add(count);
        Add(split);
        Add(picture);
        Add(SharedOptions.Weights);
        Add(SharedOptions.Threads);
        Add(SharedOptions.Json);
        Examples =
        [
            new("elbo reconstruct runs/vae-mnist-1 -n 40 --out reconstructions.png", "Forty test images, each above its mean of p(x | z)."),
            new("elbo reconstruct runs/vae-mnist-1 --split train", "Of the training data: a difference to the test images is overfitting."),
        ];
    }

    public override ExitCode Run(ParseResult given, Session session)
    {
        using var trained = TrainedRun.Open(given.GetRequiredValue(run), given);
        var reconstructor = trained.Able<IReconstructor>("reconstruct");
        var part = RunOptions.ParseSplit(given.GetRequiredValue(split));
        using var data = trained.OpenData(part, session);
        var wanted = Math.Min(given.GetValue(count) ?? 40, data.Count(part));
        var file = given.GetRequiredValue(picture);
        PngWriter.Save(Reconstructions.Draw(reconstructor, data, part, wanted, trained.Picture), file);
        session.Result(() => new() { ["examples"] = wanted, ["picture"] = file }, text => text.WriteLine(file));
        return ExitCode.Fine;
    }
}
