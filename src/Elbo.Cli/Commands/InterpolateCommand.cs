using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Elbo.Cli.Data;
using Elbo.Cli.Shell;
using Elbo.Data;
using Elbo.Evaluation.Images;
using Elbo.Evaluation.Visuals;
using Elbo.Models;
using Elbo.Runs.Sessions;
using Elbo.Torch;

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
            new("elbo interpolate runs/sentence-vae-ptb-1 --path linear", "Sentences on the way from one to another; --out way.jsonl writes them."),
        ];
    }

    public override ExitCode Run(ParseResult given, Session session)
    {
        using var trained = RunOptions.Open(given, run, session);
        var isDirection = trained.RequireCodes("interpolate").IsDirection;
        if (isDirection && given.GetResult(path) is { Implicit: false } && given.GetValue(path) != "spherical")
            throw new UsageException($"--path {given.GetValue(path)}: the codes of {trained.Directory.Path} are directions, whose sphere a straight line leaves; it is spherical, the great circle, unless given");
        var (texts, asked) = (trained.Texts, given.GetResult(image) is { Implicit: false } ? given.GetRequiredValue(image) : null);
        if (texts is Sentences && asked is not null) TextRows.Check(asked);
        using var data = trained.OpenData(RunOptions.TrySplit(given.GetValue(split)), session, out var part, given.GetValue(other));
        var (left, right) = (RunOptions.Example(given, from, data, part) ?? 0, RunOptions.Example(given, to, data, part) ?? Math.Min(1, data.Count(part) - 1));
        InterpolationPath[] ways = given.GetValue(path) switch
        {
            _ when isDirection => [Interpolation.Arc],
            "linear" => [Interpolation.Linear],
            "spherical" => [Interpolation.Spherical],
            _ => [Interpolation.Linear, Interpolation.Spherical],
        };
        var (count, file) = (given.GetValue(steps) ?? 9, given.GetRequiredValue(image));
        if (texts is Sentences sentences) return Tell(trained.Model, sentences, data, part, (left, right), count, ways, asked, session);
        PngWriter.Save(Interpolation.Draw(trained.Model, data, part, trained.ImageShape, left, right, count, ways), file);
        session.Result(
            () => new() { ["from"] = left, ["to"] = right, ["steps"] = count, ["path"] = isDirection ? "spherical" : given.GetValue(path), ["image"] = file },
            text => text.WriteLine($"{file}  example {left} to {right} in {count} steps"));
        return ExitCode.Fine;
    }

    private static ExitCode Tell(Model model, Sentences texts, IDataset data, Split part, (int From, int To) ends, int steps, IReadOnlyList<InterpolationPath> ways, string? file, Session session)
    {
        using var scope = TensorScope.Enter();
        var examples = data.Draw(part, [ends.From, ends.To]);
        var own = texts.Examples(examples);
        List<JsonObject> rows = [Row("example", own[0])];
        foreach (var way in ways)
            rows.AddRange(texts.Made(Interpolation.Decode(model, examples, steps, way)).Select((text, k) => Row(way == Interpolation.Linear ? "linear" : "spherical", text, (double)k / (steps - 1))));
        rows.Add(Row("example", own[1]));
        return TextRows.Tell(session, rows, file, new("from", ends.From), new("to", ends.To), new("steps", steps));

        static JsonObject Row(string path, string text, double? t = null) => t is { } place
            ? new() { ["path"] = string.Create(CultureInfo.InvariantCulture, $"{path} {place:0.00}"), ["text"] = text }
            : new() { ["path"] = path, ["text"] = text };
    }
}
