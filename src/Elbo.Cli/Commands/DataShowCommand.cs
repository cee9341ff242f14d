using System.CommandLine;
using Elbo.Cli.Data;
using Elbo.Cli.Shell;
using Elbo.Data;
using Elbo.Evaluation.Visuals;
using Elbo.Runs;
using Elbo.Runs.Reports;
using Elbo.Runs.Sessions;
using Elbo.Torch;

namespace Elbo.Cli.Commands;

/// <summary><c>elbo data show mnist --out mnist.png</c>.</summary>
internal sealed class DataShowCommand : Verb
{
    private readonly Argument<string> id = SharedOptions.DatasetIdOrPath();
    private readonly Option<string> split = OptionKinds.Choice("--split", "S", "Part of the data", "train", "train", "validation", "test");
    private readonly Option<int?> count = OptionKinds.WholeNumber("--count", "N", "How many, from the first; 1 to 10000 [default: 64 images, 12 of others]", 1, 10_000, "-n");
    private readonly Option<string[]> set = DataSettings.Option();
    private readonly Option<string?> file = RunOptions.Examples("data.png");

    public DataShowCommand()
        : base("show", "Draw a data set's first examples as a grid: pixels as they are before any binarisation, audio as waveforms and spectrograms; tell other kinds in words")
    {
        Add(id);
        foreach (var option in (Option[])[split, count, set, file, SharedOptions.Json]) Add(option);
        Examples = [new("elbo data show mnist --out mnist.png", "A grid of 64 digits."), new("elbo data show photos/ --set data.imageSize=64", "Are your own images read as you mean them?"), new("elbo data show 20newsgroups", "The commonest words of some texts.")];
    }

    public override ExitCode Run(ParseResult given, Session session)
    {
        using var data = TrainingRun.OpenData(DataSettings.Read(given.GetRequiredValue(id), given.GetValue(set), Binarisation.None) with { Id = given.GetRequiredValue(id) }, session);
        var part = RunOptions.ParseSplit(given.GetRequiredValue(split));
        if (data.Count(part) == 0) throw new UsageException($"--split {given.GetValue(split)}: {data.Info.Id} has no such split");
        using var scope = TensorScope.Enter();
        if (data.Info.Kind != DataKind.Array || ExampleForms.Of(data.Info.Shape, data.Info.SampleRate) is not { } form) return Tell(data, part, given, session);
        var shown = Math.Min(given.GetValue(count) ?? (form is AudioShape ? 12 : 64), data.Count(part));
        var path = given.GetValue(file) ?? "data.png";
        ExampleFiles.Save(form, path, data.Draw(part, [.. Enumerable.Range(0, shown).Select(i => (long)i)]).X, lengths: ExampleFiles.Lengths(data, part, shown));
        session.Result(() => new() { ["id"] = data.Info.Id, ["examples"] = shown, ["image"] = path }, text => text.WriteLine(path));
        return ExitCode.Fine;
    }

    private ExitCode Tell(IDataset data, Split part, ParseResult given, Session session)
    {
        if (given.GetValue(file) is { } target) throw new UsageException($"--out {target}: the examples of {data.Info.Id} are {(data.Info.Encoding is null ? data.Info.Kind.Describe() : "rows of a table")}, which are told in words");
        var lines = ExampleLines.Of(data, part, given.GetValue(count) ?? 12);
        session.Result(
            () => new() { ["id"] = data.Info.Id, ["examples"] = Json.Array(lines) },
            text =>
            {
                foreach (var line in lines) text.WriteLine(line);
            });
        return ExitCode.Fine;
    }
}
