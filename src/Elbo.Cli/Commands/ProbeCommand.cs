using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Elbo.Cli.Shell;
using Elbo.Data;
using Elbo.Evaluation.Codebooks;
using Elbo.Evaluation.Latents;
using Elbo.Evaluation.Likelihood;
using Elbo.Models;
using Elbo.Runs;
using Elbo.Runs.Sessions;

namespace Elbo.Cli.Commands;

/// <summary><c>elbo probe runs/vq-vae-audio-fsdd-1 --factor digit</c>.</summary>
internal sealed class ProbeCommand : Verb
{
    private readonly Argument<string> run = RunOptions.Run();
    private readonly Option<string?> factor = new("--factor") { HelpName = "NAME", Description = "What to guess from the codes: a factor of the data; all of them unless given" };
    private readonly Option<string?> labelled = new("--labelled") { HelpName = "N,M", Description = "Codes of real numbers: how many training examples are known with their label [default: 100,600,1000]" };
    private readonly Option<int?> neighbours = OptionKinds.WholeNumber("--neighbours", "K", $"Codes of real numbers: how many of the nearest vote; 1 to 1000 [default: {NeighbourProbe.Usual}]", 1, 1000);
    private readonly Option<int?> repeats = OptionKinds.WholeNumber("--repeats", "R", $"Codes of real numbers: how often the known examples are drawn anew; 2 to 1000 [default: {NeighbourProbe.UsualRepeats}]", 2, 1000);
    private readonly Option<string?> split = RunOptions.Split("Part of the data that is scored; codes get their labels from the training split");
    private readonly Option<int?> limit = RunOptions.Limit();

    public ProbeCommand()
        : base("probe", "Guess labels from a model's codes, which were learned without them: by what codes go with, or by the nearest codes")
    {
        Group = "Use a trained model";
        Add(run);
        foreach (var option in (Option[])[factor, labelled, neighbours, repeats, split, limit, SharedOptions.Weights, SharedOptions.Threads, SharedOptions.Json]) Add(option);
        Examples =
        [
            new("elbo probe runs/vq-vae-audio-fsdd-1 --factor digit", "Does a single code of 8 ms tell the digit? Do all codes of a recording?"),
            new("elbo probe runs/vq-vae-mnist-1", "Of every factor of the data, here the label."),
            new("elbo probe runs/svae-mnist-1", "Codes of real numbers: the nearest of 100, 600 and 1000 training codes whose label is known vote."),
        ];
    }

    public override ExitCode Run(ParseResult given, Session session)
    {
        using var trained = RunOptions.Open(given, run, session);
        if (trained.Model.As<IEncoder>() is { } encoder && trained.Model.As<ICodeModel>() is null) return Near(trained, encoder, given, session);
        if (((Option[])[labelled, neighbours, repeats]).FirstOrDefault(o => given.GetResult(o) is { Implicit: false }) is { } other)
            throw new UsageException($"{other.Name} means nothing for discrete codes, which are counted and have no distance");
        var model = trained.Able<ICodeModel>("be probed: it has no codes");
        using var data = trained.OpenData(RunOptions.TrySplit(given.GetValue(split)), session, out var part);
        var rows = Chosen(data.Info, given.GetValue(factor)).Select(chosen =>
        {
            var most = given.GetValue(limit) ?? int.MaxValue;
            using var work = session.Progress.Begin($"probe {data.Info.Factors[chosen].Name}", Math.Min(most, data.Count(Split.Train)) + Math.Min(most, data.Count(part)));
            var probe = CodeProbe.Measure(model, data, chosen, part, most, done => work.Report(done), session.Cancel);
            work.Done();
            return (Factor: data.Info.Factors[chosen], Probe: probe);
        }).ToList();
        session.Result(() => new() { ["probes"] = Json.Array(rows.Select(r => (JsonNode?)ToJson(r.Factor, r.Probe))) }, text =>
        {
            foreach (var (known, probe) in rows) Write(text, known, probe);
        });
        return ExitCode.Fine;
    }

    private ExitCode Near(TrainedRun trained, IEncoder encoder, ParseResult given, Session session)
    {
        var sizes = Sizes(given.GetValue(labelled));
        using var data = trained.OpenData(RunOptions.TrySplit(given.GetValue(split)), session, out var part);
        if (data.Info.Kind == DataKind.Graph) throw new CommandException($"{trained.Directory.Path}: a graph is one example, whose nodes have no training split to vote");
        var train = data.Count(Split.Train);
        var (k, most) = (given.GetValue(neighbours) ?? NeighbourProbe.Usual, given.GetValue(limit) ?? int.MaxValue);
        // Of the usual sizes those that the data has; half of them where it has fewer.
        if (given.GetValue(labelled) is null) sizes = [.. sizes.Where(n => n >= k && n < train).DefaultIfEmpty(Math.Max(k, train / 2))];
        if (sizes.FirstOrDefault(n => n > train - (part == Split.Train ? 1 : 0)) is > 0 and var many) throw new UsageException($"--labelled {many}: {data.Info.Id} has {train} training examples{(part == Split.Train ? ", of which some must be left to ask about" : "")}");
        if (sizes.FirstOrDefault(n => n < k) is > 0 and var few) throw new UsageException($"--labelled {few}: fewer than the {k} neighbours that vote");
        var chosen = Chosen(data.Info, given.GetValue(factor)).ToList();
        var draws = given.GetValue(repeats) ?? NeighbourProbe.UsualRepeats;
        using var work = session.Progress.Begin("probe", sizes.Count * draws);
        var rows = NeighbourProbe.Measure(encoder, data, chosen, part, sizes, k, draws, most, done => work.Report(done), session.Cancel)
            .Select(r => (Factor: data.Info.Factors[r.Factor], r.Known, r.Accuracy)).ToList();
        work.Done();
        session.Result(() => new()
        {
            ["neighbours"] = k,
            ["distance"] = encoder.IsDirection ? "angle" : "euclidean",
            ["probes"] = Json.Array(rows.Select(r => (JsonNode?)new JsonObject { ["factor"] = r.Factor.Name, ["labelled"] = r.Known, ["accuracy"] = Json.Number(r.Accuracy.Mean), ["accuracy_se"] = Json.Number(r.Accuracy.StandardError) })),
        }, text =>
        {
            text.WriteLine($"accuracy by the {k} nearest codes, {(encoder.IsDirection ? "by their angle" : "by Euclidean distance")}; ± over draws of the known examples");
            foreach (var (known, n, accuracy) in rows)
                text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {known.Name,-10} {n,6} labels  {100 * accuracy.Mean,6:0.0} ± {Estimate.ErrorText(100 * accuracy.StandardError, "0.0")} %"));
        });
        return ExitCode.Fine;
    }

    private static List<int> Sizes(string? list)
    {
        if (list is null) return [100, 600, 1000];
        List<int> sizes = [];
        foreach (var word in list.Split(','))
            sizes.Add(int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n is > 0 and <= 1_000_000 ? n : throw new UsageException($"--labelled '{word}' is no number of examples, 1 to 1000000"));
        return sizes;
    }

    private static IEnumerable<int> Chosen(DatasetInfo info, string? name)
    {
        if (info.Factors.Any(f => f.IsPartlyKnown))
            throw new CommandException($"{info.Id}: some training examples do not say their {info.Factors[0].Name}, so none can be drawn to be known; `elbo evaluate RUN --metrics few-labels` asks those that do");
        var names = info.Factors.Select(f => f.Name).ToList();
        if (names.Count == 0) throw new CommandException($"{info.Id}: nothing is known about its examples that could be guessed");
        if (name is null) return Enumerable.Range(0, names.Count);
        return names.IndexOf(name) is >= 0 and var at ? [at] : throw new UsageException($"--factor: {info.Id} has no factor '{name}'{NearestName.Hint(name, names)}");
    }

    private static void Write(TextWriter text, Factor factor, CodeProbe probe)
    {
        text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{factor.Name}, {factor.Levels} values; {probe.Examples} examples, {probe.Codes} codes; accuracy ± standard error, and of the most frequent value"));
        Line("one code", probe.PerCode, probe.PerCodeBaseline);
        Line("all codes", probe.PerExample, probe.PerExampleBaseline);

        void Line(string name, Estimate accuracy, Estimate baseline) => text.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  {name,-10} {100 * accuracy.Mean,6:0.0} ± {Estimate.ErrorText(100 * accuracy.StandardError, "0.0")} %   majority {100 * baseline.Mean:0.0} ± {Estimate.ErrorText(100 * baseline.StandardError, "0.0")} %"));
    }

    private static JsonObject ToJson(Factor factor, CodeProbe probe)
    {
        var json = new JsonObject { ["factor"] = factor.Name, ["levels"] = factor.Levels, ["examples"] = probe.Examples, ["codes"] = probe.Codes };
        foreach (var (name, estimate) in ((string, Estimate)[])[("one_code", probe.PerCode), ("one_code_majority", probe.PerCodeBaseline), ("all_codes", probe.PerExample), ("all_codes_majority", probe.PerExampleBaseline)])
        {
            json[name] = Json.Number(estimate.Mean);
            json[$"{name}_se"] = Json.Number(estimate.StandardError);
        }

        return json;
    }
}
