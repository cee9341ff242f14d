using System.CommandLine;
using Elbo.Cli.Shell;
using Elbo.Data;
using Elbo.Models;
using Elbo.Runs.Reports;
using Elbo.Runs.Sessions;
using Elbo.Torch;

namespace Elbo.Cli.Commands;

/// <summary><c>elbo convert runs/vq-vae-audio-fsdd-1 --to theo</c>.</summary>
internal sealed class ConvertCommand : Verb
{
    private const int Usual = 8;

    private readonly Argument<string> run = RunOptions.Run();
    private readonly Option<string> to = new("--to") { HelpName = "VALUE", Description = "Name or number of the value to convert to, e.g. a speaker", Required = true };
    private readonly Option<int?> count = OptionKinds.WholeNumber("--count", "N", $"How many examples; 1 to 1000 [default: {Usual}]", 1, 1000, "-n");
    private readonly Option<int?> first = OptionKinds.WholeNumber("--first", "K", "Index of the first [default: 0]", 0);
    private readonly Option<string?> split = RunOptions.Split();
    private readonly Option<string?> file = RunOptions.Examples("converted.wav");

    public ConvertCommand()
        : base("convert", "Decode examples with another value of what the decoder is told: the same words by another speaker")
    {
        Group = "Use a trained model";
        Add(run);
        foreach (var option in (Option[])[to, count, first, split, file, SharedOptions.Weights, SharedOptions.Threads, SharedOptions.Json]) Add(option);
        Examples =
        [
            new("elbo convert runs/vq-vae-audio-fsdd-1 --to theo", "Eight test recordings, each before what is made of it, in one WAV file."),
            new("elbo convert runs/vq-vae-audio-fsdd-1 --to theo --out theo/", "A folder of WAV files, and an image of their spectrograms."),
        ];
    }

    public override ExitCode Run(ParseResult given, Session session)
    {
        using var trained = RunOptions.Open(given, run, session);
        var model = trained.Able<ICodeModel>("convert: it has no codes");
        if (model.DecoderCondition is not { } told) throw new CommandException($"{trained.Directory.Path}: its decoder is told nothing that could be changed; train with a model.decoderCondition");
        using var data = trained.OpenData(RunOptions.TrySplit(given.GetValue(split)), session, out var part);
        var factor = data.Info.Factors.First(f => f.Name == told.Name);
        var level = FactorValue.Parse(factor, given.GetRequiredValue(to), "--to");
        var from = RunOptions.Example(given, first, data, part) ?? 0;
        var wanted = Math.Min(given.GetValue(count) ?? Usual, data.Count(part) - from);
        var path = ExampleFiles.Place(given.GetValue(file), "converted.wav", trained.Form);

        using var off = Gradients.Off();
        using var scope = TensorScope.Enter();
        var batch = data.Draw(part, [.. Enumerable.Range(from, wanted).Select(i => (long)i)]);
        var converted = model.DecodeCodes(model.EncodeCodes(batch), new(Tensor.Full([wanted], level, DType.I64)));
        ExampleFiles.Save(trained.Form, path, batch.X, converted, FactorValue.Called(factor, level), batch.LengthsOf(Field.Main)?.ToArray<long>());
        session.Result(() => new() { ["examples"] = wanted, ["factor"] = factor.Name, ["to"] = FactorValue.Called(factor, level), ["file"] = path }, text => text.WriteLine(path));
        return ExitCode.Fine;
    }
}
