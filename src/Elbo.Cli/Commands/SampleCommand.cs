using System.CommandLine;
using Elbo.Cli.Runs;
using Elbo.Cli.Shell;
using Elbo.Evaluation.Visuals;
using Elbo.Models;
using Elbo.Torch;

namespace Elbo.Cli.Commands;

/// <summary><c>elbo sample runs/vae-mnist-1 -n 64 --out samples.png</c>.</summary>
internal sealed class SampleCommand : Verb
{
    private readonly Argument<string> run = RunOptions.Run();
    private readonly Option<int?> count = OptionKinds.WholeNumber("--count", "N", "How many; 1 to 10000 [default: 64 pictures or 8 sounds]", 1, 10_000, "-n");
    private readonly Option<ulong?> seed = RunOptions.Seed("the draws");
    private readonly Option<string?> file = RunOptions.Examples("samples.png or samples.wav");

    public SampleCommand()
        : base("sample", "Draw new data from a trained model, as pictures or sound")
    {
        Group = "Use a trained model";
        Add(run);
        Add(count);
        Add(seed);
        Add(file);
        Add(SharedOptions.Weights);
        Add(SharedOptions.Threads);
        Add(SharedOptions.Json);
        Examples =
        [
            new("elbo sample runs/vae-mnist-1 -n 64 --out samples.png", "A grid of 64 means of p(x | z) at draws z ~ p(z)."),
            new("elbo sample runs/vae-mnist-1 --seed 2", "Others."),
            new("elbo sample runs/vq-vae-audio-fsdd-1 --out spoken/", "Eight spoken digits as WAV files, and their spectrograms."),
        ];
    }

    public override ExitCode Run(ParseResult given, Session session)
    {
        using var trained = TrainedRun.Open(given.GetRequiredValue(run), given);
        var generator = trained.Able<IGenerator>("draw samples");
        var form = trained.Form;
        var wanted = given.GetValue(count) ?? (form is SoundShape ? 8 : 64);
        var path = ExampleFiles.Place(given.GetValue(file), "samples.png", form);
        using var scope = TensorScope.Enter();
        ExampleFiles.Save(form, path, Samples.Compute(generator, wanted, given.GetValue(seed) ?? 1));
        session.Result(() => new() { ["samples"] = wanted, ["picture"] = path }, text => text.WriteLine(path));
        return ExitCode.Fine;
    }
}
