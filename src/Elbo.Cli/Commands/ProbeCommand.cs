using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Elbo.Cli.Shell;
using Elbo.Data;
using Elbo.Evaluation.Codebooks;
using Elbo.Evaluation.Likelihood;
using Elbo.Models;
using Elbo.Runs.Sessions;

namespace Elbo.Cli.Commands;

/// <summary><c>elbo probe runs/vq-vae-audio-fsdd-1 --factor digit</c>.</summary>
internal sealed class ProbeCommand : Verb
{
    private readonly Argument<string> run = RunOptions.Run();
    private readonly Option<string?> factor = new("--factor") { HelpName = "NAME", Description = "What to guess from the codes: a factor of the data; all of them unless given" };
    private readonly Option<string?> split = RunOptions.Split("Part of the data that is scored; codes get their labels from the training split");
    private readonly Option<int?> limit = RunOptions.Limit();

    public ProbeCommand()
        : base("probe", "Guess labels from a model's discrete codes, which were learned without them")
    {
        Group = "Use a trained model";
        Add(run);
        foreach (var option in (Option[])[factor, split, limit, SharedOptions.Weights, SharedOptions.Threads, SharedOptions.Json]) Add(option);
        Examples =
        [
            new("elbo probe runs/vq-vae-audio-fsdd-1 --factor digit", "Does a single code of 8 ms tell the digit? Do all codes of a recording?"),
            new("elbo probe runs/vq-vae-mnist-1", "Of every factor of the data, here the label."),
        ];
    }

    public override ExitCode Run(ParseResult given, Session session)
    {
        using var trained = RunOptions.Open(given, run, session);
        var model = trained.Able<ICodeModel>("be probed: it has no discrete codes");
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

    private static IEnumerable<int> Chosen(DatasetInfo info, string? name)
    {
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
