using System.CommandLine;
using Elbo.Cli.Shell;
using Elbo.Evaluation.Images;
using Elbo.Evaluation.Visuals;

namespace Elbo.Cli.Commands;

/// <summary><c>elbo interpolate runs/vae-mnist-1 --from 0 --to 1</c>.</summary>
internal sealed class InterpolateCommand : Verb
{
    private readonly Argument<string> run = RunOptions.Run();
    private readonly Option<string?> other = RunOptions.Data("Take examples of");
    private readonly Option<int?> from = OptionKinds.WholeNumber("--from", "I", "Index of the example at the left end, from 0 [default: 0]", least: 0);
    private readonly Option<int?> to = OptionKinds.WholeNumber("--to", "J", "Index of the example at the right end [default: 1]", least: 0);
    private readonly Option<int?> steps = OptionKinds.WholeNumber("--steps", "N", "Codes on the way, both ends included; 2 to 100 [default: 9]", 2, 100);
    private readonly Option<string> path = OptionKinds.Choice("--path", "P", "How to walk; spherical is the arc that stays as far from the origin as the codes are", "both", "linear", "spherical", "both");
    private readonly Option<string?> split = RunOptions.Split();
    private readonly Option<string> image = RunOptions.Image("interpolation.png");

    public InterpolateCommand()
        : base("interpolate", "Walk from the code of one example to that of another and decode the way")
    {
        Group = "Use a trained model";
        Add(run);
        foreach (var option in (Option[])[from, to, steps, path, other, split, image, SharedOptions.Weights, SharedOptions.Threads, SharedOptions.Json]) Add(option);
        Examples =
        [
            new("elbo interpolate runs/vae-mnist-1 --from 0 --to 7", "Two rows, linear above spherical; the examples themselves at both ends."),
            new("elbo interpolate runs/vae-mnist-1 --from 3 --to 4 --steps 20 --path spherical --out arc.png", "One fine row."),
        ];
    }

    public override ExitCode Run(ParseResult given, Session session)
    {
        using var trained = RunOptions.Open(given, run, session);
        var shape = trained.ImageShape;
        trained.RequireCodes("interpolate");
        using var data = trained.OpenData(RunOptions.TrySplit(given.GetValue(split)), session, out var part, given.GetValue(other));
        var (left, right) = (RunOptions.Example(given, from, data, part) ?? 0, RunOptions.Example(given, to, data, part) ?? Math.Min(1, data.Count(part) - 1));
        InterpolationPath[] ways = given.GetValue(path) switch
        {
            "linear" => [Interpolation.Linear],
            "spherical" => [Interpolation.Spherical],
            _ => [Interpolation.Linear, Interpolation.Spherical],
        };
        var (count, file) = (given.GetValue(steps) ?? 9, given.GetRequiredValue(image));
        PngWriter.Save(Interpolation.Draw(trained.Model, data, part, shape, left, right, count, ways), file);
        session.Result(
            () => new() { ["from"] = left, ["to"] = right, ["steps"] = count, ["path"] = given.GetValue(path), ["image"] = file },
            text => text.WriteLine($"{file}  example {left} to {right} in {count} steps"));
        return ExitCode.Fine;
    }
}
