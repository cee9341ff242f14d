using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Elbo.Cli.Shell;
using Elbo.Data;
using Elbo.Evaluation.Images;
using Elbo.Evaluation.Video;
using Elbo.Models;
using Elbo.Runs.Sessions;

namespace Elbo.Cli.Commands;

/// <summary><c>elbo rollout runs/vq-vae-video-sprite-video-1</c>.</summary>
internal sealed class RolloutCommand : Verb
{
    private readonly Argument<string> run = RunOptions.Run();
    private readonly Option<int?> context = OptionKinds.WholeNumber("--context", "N", "Frames seen before the first predicted one [default: 6]", least: 1);
    private readonly Option<int?> steps = OptionKinds.WholeNumber("--steps", "N", "Frames predicted [default: 10]", least: 1);
    private readonly Option<string?> actions = new("--actions")
    {
        HelpName = "A,A,…",
        Description = "Other actions to show from the same context on, by name, again from the first when they run out; unless given, each action all the time",
    };
    private readonly Option<int?> example = OptionKinds.WholeNumber("--example", "I", "Index of the video that is drawn, from 0 [default: 0]", least: 0);
    private readonly Option<double?> temperature = OptionKinds.RealNumber("--temperature", "T", "Divides the logits of codes: 1 for the prior itself, 0 for the likeliest codes [default: 1]", 0, 100);
    private readonly Option<string?> split = RunOptions.Split();
    private readonly Option<int?> limit = RunOptions.Limit();
    private readonly Option<ulong?> seed = RunOptions.Seed("the drawn codes");
    private readonly Option<string> image = RunOptions.Image("rollout.png");

    public RolloutCommand()
        : base("rollout", "Predict how videos go on under actions, draw that below what truly happens, and measure it")
    {
        Group = "Use a trained model";
        Add(run);
        foreach (var option in (Option[])[context, steps, actions, example, temperature, split, limit, seed, image, SharedOptions.Weights, SharedOptions.Threads, SharedOptions.Json]) Add(option);
        Examples =
        [
            new("elbo rollout runs/vq-vae-video-sprite-video-1 --out rollout.png", "Ten frames after six: strips under the video's own and under other actions, figures over the test videos."),
            new("elbo rollout runs/vq-vae-video-sprite-video-1 --actions left,left,forward", "What if these were done again and again?"),
        ];
    }

    public override ExitCode Run(ParseResult given, Session session)
    {
        using var trained = RunOptions.Open(given, run, session);
        var model = trained.Able<IVideoPredictor>("predict how videos go on");
        using var data = trained.OpenData(RunOptions.TrySplit(given.GetValue(split)), session, out var part);
        var (seen, ahead, length) = (given.GetValue(context) ?? 6, given.GetValue(steps) ?? 10, data.Info.Shape[0]);
        if ((long)seen + ahead > length) throw new UsageException($"--context {seen} and --steps {ahead}: the videos of {data.Info.Id} have {length} frames");
        var (index, heat, root) = (RunOptions.Example(given, example, data, part) ?? 0, given.GetValue(temperature) ?? 1, given.GetValue(seed) ?? 1);
        var (others, file) = (Others(given, model, data, ahead), given.GetRequiredValue(image));
        PngWriter.Save(RolloutStrips.Draw(model, data, part, index, seen, ahead, others, root, heat), OutputFile.Place(file));
        var total = Math.Min(given.GetValue(limit) ?? int.MaxValue, data.Count(part));
        using var work = session.Progress.Begin("rollout", total);
        var quality = RolloutQuality.Measure(model, data, part, seen, ahead, total, root, heat, done => work.Report(done), session.Cancel);
        work.Done();
        session.Result(
            () => new()
            {
                ["run"] = trained.Directory.Path,
                ["data"] = data.Info.Id,
                ["split"] = part.ToString().ToLowerInvariant(),
                ["videos"] = quality.Videos,
                ["context"] = seen,
                ["steps"] = ahead,
                ["temperature"] = heat,
                ["seed"] = root,
                ["predicted"] = Rows(quality.Predicted),
                ["wrong_actions"] = Rows(quality.WrongActions),
                ["other_actions"] = Rows(quality.OtherActions),
                ["copied"] = Rows(quality.Copied),
                ["decoded"] = Rows(quality.Decoded),
                ["image"] = file,
            },
            text => Write(text, quality, $"{file}  {data.Info.Id}, {part.ToString().ToLowerInvariant()} split, {quality.Videos} videos: {seen} frames seen, {ahead} predicted"));
        return ExitCode.Fine;
    }

    /// <summary>What is drawn beside the video's own actions.</summary>
    private List<long[]> Others(ParseResult given, IVideoPredictor model, IDataset data, int steps)
    {
        var names = (data as ISimulation)?.Actions ?? [];
        if (given.GetValue(actions) is not { } text)
            return model.ActionCount == 0 ? [] : [.. Enumerable.Range(0, names.Count).Select(action => Enumerable.Repeat((long)action, steps).ToArray())];
        if (model.ActionCount == 0) throw new UsageException("--actions: the model was trained without actions");
        if (names.Count == 0) throw new UsageException($"--actions: nothing says what the videos of {data.Info.Id} would be under other actions");
        var chosen = new List<long>();
        foreach (var name in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var number = names.ToList().IndexOf(name);
            chosen.Add(number >= 0 ? number : throw new UsageException($"--actions '{name}' is not one of {string.Join(", ", names)}"));
        }
        return [[.. Enumerable.Range(0, steps).Select(t => chosen[t % chosen.Count])]];
    }

    private static JsonArray? Rows(IReadOnlyList<FrameAgreement>? steps) => steps is null ? null : Json.Array(steps.Select(step => (JsonNode?)new JsonObject
    {
        ["mse"] = Json.Number(step.MeanSquaredError.Mean),
        ["mse_se"] = Json.Number(step.MeanSquaredError.StandardError),
        ["psnr"] = Json.Number(step.Psnr.Mean, 3),
        ["psnr_se"] = Json.Number(step.Psnr.StandardError, 3),
        ["codes"] = Json.Number(step.Codes.Mean, 4),
        ["codes_se"] = Json.Number(step.Codes.StandardError, 4),
        ["whole"] = Json.Number(step.Whole.Mean, 4),
        ["whole_se"] = Json.Number(step.Whole.StandardError, 4),
    }));

    private static void Write(TextWriter text, RolloutQuality quality, string title)
    {
        text.WriteLine(title);
        (string Name, IReadOnlyList<FrameAgreement>? Steps)[] rows =
        [
            ("predicted", quality.Predicted), ("wrong actions", quality.WrongActions), ("other actions", quality.OtherActions), ("last frame", quality.Copied), ("true codes", quality.Decoded),
        ];
        foreach (var (figure, of) in ((string, Func<FrameAgreement, string>)[])
            [("mean squared error, 1/1000", f => Number(1000 * f.MeanSquaredError.Mean, "0.0")), ("psnr, dB", f => Number(f.Psnr.Mean, "0.0")), ("codes right, %", f => Number(100 * f.Codes.Mean, "0.0"))])
        {
            text.WriteLine($"  {figure,-28}{string.Concat(Enumerable.Range(1, quality.Predicted.Count).Select(t => $"{t,7}"))}");
            foreach (var (name, figures) in rows)
                if (figures is not null) text.WriteLine($"    {name,-26}{string.Concat(figures.Select(f => of(f).PadLeft(7)))}");
        }
        text.WriteLine("  wrong actions: each replaced by the next, against the true video; other actions: the same, against what the simulator makes of them");
    }

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
