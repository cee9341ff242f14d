using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Elbo.Cli.Data;
using Elbo.Cli.Shell;
using Elbo.Data;
using Elbo.Evaluation.Images;
using Elbo.Evaluation.Latents;
using Elbo.Evaluation.Visuals;
using Elbo.Models;
using Elbo.Runs;
using Elbo.Runs.Sessions;
using Elbo.Torch;

namespace Elbo.Cli.Commands;

/// <summary><c>elbo traverse runs/vae-mnist-1 --dims 3,7 --range 3</c>.</summary>
internal sealed class TraverseCommand : Verb
{
    private const int UsualRows = 10, MostRows = 200, UsualSteps = 9, UsualSide = 20;

    private readonly Argument<string> run = RunOptions.Run();
    private readonly Option<string?> dims = new("--dims") { HelpName = "A,B", Description = $"Dimensions of the code, from 0, one row each [default: the {UsualRows} that vary most over the data]" };
    private readonly Option<double?> range = OptionKinds.RealNumber("--range", "R", "Each dimension goes from −R to R, in standard deviations of the prior; above 0, at most 100 [default: 3]", 1e-6, 100);
    private readonly Option<int?> steps = OptionKinds.WholeNumber("--steps", "N", $"Images in a row; 1 to 100 [default: {UsualSteps}, {UsualSide} with --manifold]", 1, 100);
    private readonly Option<int?> example = OptionKinds.WholeNumber("--example", "I", "Index of the example whose code the other dimensions keep, from 0 [default: 0]", least: 0);
    private readonly Option<bool> manifold = new("--manifold") { Description = "For a code of two dimensions, or directions of two or three coordinates: a grid of equal prior probability, as in the VAE paper's figure 4", Arity = ArgumentArity.Zero };
    private readonly Option<string?> split = RunOptions.Split();
    private readonly Option<string> image = RunOptions.Image("traversal.png");

    public TraverseCommand()
        : base("traverse", "Move the code of an example one dimension at a time and decode it")
    {
        Group = "Use a trained model";
        Add(run);
        foreach (var option in (Option[])[dims, range, steps, example, manifold, split, image, SharedOptions.Weights, SharedOptions.Threads, SharedOptions.Json]) Add(option);
        Examples =
        [
            new("elbo traverse runs/vae-mnist-1", "What the most used dimensions of the code stand for."),
            new("elbo traverse runs/vae-mnist-1 --dims 3,7 --range 2 --example 12", "Two of them, for another example."),
            new("elbo traverse runs/vae-2d --manifold --out manifold.png", "The whole plane of a model trained with --set model.latent=2."),
        ];
    }

    public override ExitCode Run(ParseResult given, Session session)
    {
        if (given.GetValue(manifold) && ((Option[])[dims, range, example]).FirstOrDefault(o => given.GetResult(o) is not null) is { } other)
            throw new UsageException($"{other.Name} means nothing with --manifold, which draws the whole plane");
        using var trained = RunOptions.Open(given, run, session);
        var encoder = trained.RequireCodes("traverse");
        var canDraw = encoder.LatentSize is 2 or 3 && trained.Texts is null;
        if (encoder.IsDirection && !(given.GetValue(manifold) && canDraw))
            throw new CommandException($"{trained.Directory.Path}: its code is a direction, of which no coordinate moves alone; {(canDraw ? "--manifold draws all of them" : ImageShape.Of(trained.Directory.ReadSchema().Shape) is null ? "see `elbo neighbours`" : "see `elbo interpolate`")}");
        if (trained.Directory.ReadSchema() is { Kind: DataKind.WordCounts, Vocabulary: { } words }) return Tell(trained, words, given, session);
        if (trained.Texts is Sentences texts) return Tell(trained, texts, given, session);
        var shape = trained.ImageShape;
        var file = given.GetRequiredValue(image);
        if (given.GetValue(manifold))
        {
            if (!encoder.IsDirection && encoder.LatentSize != 2) throw new UsageException($"--manifold: the code of {trained.Directory.Path} has {encoder.LatentSize} dimensions, not 2");
            var side = given.GetValue(steps) ?? UsualSide;
            PngWriter.Save(Manifold.Draw(trained.Model, shape, side), file);
            session.Result(() => new() { ["steps"] = side, ["image"] = file }, text => text.WriteLine($"{file}  {Manifold.Caption(encoder, side)}"));
            return ExitCode.Fine;
        }

        var wanted = given.GetValue(dims) is { } list ? Parse(list, trained.Model.As<IDecoder>()!) : null;
        using var data = trained.OpenData(RunOptions.TrySplit(given.GetValue(split)), session, out var part);
        var rows = wanted ?? VariedDimensions.Of(trained.Model, data, part, UsualRows);
        var index = RunOptions.Example(given, example, data, part) ?? 0;
        PngWriter.Save(Traversal.Draw(trained.Model, data, part, shape, rows, index, given.GetValue(steps) ?? UsualSteps, given.GetValue(range) ?? 3), file);
        session.Result(
            () => new() { ["dims"] = Json.Array(rows.Select(r => (System.Text.Json.Nodes.JsonNode?)r)), ["example"] = index, ["image"] = file },
            text => text.WriteLine($"{file}  rows: dimensions {string.Join(", ", rows)}"));
        return ExitCode.Fine;
    }

    private ExitCode Tell(TrainedRun trained, IReadOnlyList<string> words, ParseResult given, Session session)
    {
        if (((Option[])[steps, example, manifold, image]).FirstOrDefault(o => given.GetResult(o) is { Implicit: false }) is { } other)
            throw new UsageException($"{other.Name} means nothing for counts of words: the words that become likelier at both ends of a dimension are told");
        var decoder = trained.Model.As<IDecoder>()!;
        using var data = trained.OpenData(RunOptions.TrySplit(given.GetValue(split)), session, out var part);
        var rows = given.GetValue(dims) is { } list ? Parse(list, decoder) : VariedDimensions.Of(trained.Model, data, part, UsualRows);
        var end = given.GetValue(range) ?? 3;
        IReadOnlyList<string> up = WordLists.Topics(decoder, rows, words, end), down = WordLists.Topics(decoder, rows, words, -end);
        session.Result(
            () => new() { ["topics"] = Json.Array(rows.Select((row, k) => (System.Text.Json.Nodes.JsonNode?)new System.Text.Json.Nodes.JsonObject { ["dimension"] = row, ["up"] = up[k], ["down"] = down[k] })) },
            text =>
            {
                for (var k = 0; k < rows.Count; k++) text.WriteLine($"z{rows[k]}  up: {up[k]};  down: {down[k]}");
            });
        return ExitCode.Fine;
    }

    private ExitCode Tell(TrainedRun trained, Sentences texts, ParseResult given, Session session)
    {
        if (given.GetValue(manifold)) throw new UsageException("--manifold means nothing for texts, which are told in words");
        var file = given.GetResult(image) is { Implicit: false } ? TextRows.Check(given.GetRequiredValue(image)) : null;
        using var data = trained.OpenData(RunOptions.TrySplit(given.GetValue(split)), session, out var part);
        var rows = given.GetValue(dims) is { } list ? Parse(list, trained.Model.As<IDecoder>()!) : VariedDimensions.Of(trained.Model, data, part, UsualRows);
        var (index, count, end) = (RunOptions.Example(given, example, data, part) ?? 0, given.GetValue(steps) ?? UsualSteps, given.GetValue(range) ?? 3);
        using var scope = TensorScope.Enter();
        var told = texts.Made(Traversal.Decode(trained.Model, data, part, rows, index, count, end));
        return TextRows.Tell(session, [.. told.Select((text, k) => new JsonObject { ["place"] = string.Create(CultureInfo.InvariantCulture, $"z{rows[k / count]} {Traversal.Place(k % count, count, end):0.0}"), ["text"] = text })],
            file, new KeyValuePair<string, JsonNode?>("example", index));
    }

    private static List<int> Parse(string list, IDecoder model)
    {
        var rows = new List<int>();
        foreach (var word in list.Split(','))
        {
            if (!int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var row) || row >= model.DecodedSize)
                throw new UsageException($"--dims '{word}' is not a dimension of the code, 0 to {model.DecodedSize - 1}{(model.DecodedSize < model.LatentSize ? " (layers above the first act only through it)" : "")}");
            rows.Add(row);
        }
        return rows.Count > MostRows ? throw new UsageException($"--dims: {rows.Count} rows are too many for one image ({MostRows})") : rows;
    }
}
