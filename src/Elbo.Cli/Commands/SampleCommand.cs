using System.CommandLine;
using Elbo.Cli.Runs;
using Elbo.Cli.Shell;
using Elbo.Evaluation.Pictures;
using Elbo.Evaluation.Visuals;
using Elbo.Models;

namespace Elbo.Cli.Commands;

/// <summary><c>elbo sample runs/vae-mnist-1 -n 64 --out samples.png</c>.</summary>
internal sealed class SampleCommand : Verb
{
    private readonly Argument<string> run = RunOptions.Run();
    private readonly Option<int?> count = OptionKinds.WholeNumber("--count", "N", "How many; 1 to 10000 [default: 64]", 1, 10_000, "-n");
    private readonly Option<ulong?> seed = RunOptions.Seed("the draws");
    private readonly Option<string> picture = RunOptions.Picture("samples.png");

    public SampleCommand()
        : base("sample", "Draw new data from a trained model, as a grid of pictures")
    {
        Group = "Use a trained model";
        Add(run);
        Add(count);
        Add(seed);
        Add(picture);
        Add(SharedOptions.Weights);
        Add(SharedOptions.Threads);
        Add(SharedOptions.Json);
        Examples =
        [
            new("elbo sample runs/vae-mnist-1 -n 64 --out samples.png", "A grid of 64 means of p(x | z) at draws z ~ p(z)."),
            new("elbo sample runs/vae-mnist-1 --seed 2", "Others."),
        ];
    }

    public override ExitCode Run(ParseResult given, Session session)
    {
        using var trained = TrainedRun.Open(given.GetRequiredValue(run), given);
        var generator = trained.Able<IGenerator>("draw samples");
        var wanted = given.GetValue(count) ?? 64;
        var file = given.GetRequiredValue(picture);
        PngWriter.Save(Samples.Draw(generator, wanted, trained.Picture, given.GetValue(seed) ?? 1), file);
        session.Result(() => new() { ["samples"] = wanted, ["picture"] = file }, text => text.WriteLine(file));
        return ExitCode.Fine;
    }
}
