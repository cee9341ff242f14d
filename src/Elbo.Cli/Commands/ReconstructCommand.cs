using System.CommandLine;
using System.Text.Json.Nodes;
using Elbo.Cli.Data;
using Elbo.Cli.Shell;
using Elbo.Data;
using Elbo.Evaluation.Imputation;
using Elbo.Evaluation.Visuals;
using Elbo.Models;
using Elbo.Models.Latents;
using Elbo.Runs;
using Elbo.Runs.Reports;
using Elbo.Runs.Sessions;
using Elbo.Torch;

namespace Elbo.Cli.Commands;

/// <summary><c>elbo reconstruct runs/vae-mnist-1 --out reconstructions.png</c>.</summary>
internal sealed class ReconstructCommand : Verb
{
    private readonly Argument<string> run = RunOptions.Run();
    private readonly Option<string?> other = RunOptions.Data("Reconstruct");
    private readonly Option<int?> count = OptionKinds.WholeNumber("--count", "N", "How many examples, from the first; 1 to 10000 [default: 40 images, 8 recordings or all rows]", 1, 10_000, "-n");
    private readonly Option<string?> indices = RunOptions.Indices();
    private readonly Option<bool> upper = new("--upper") { Description = "Keep only the upper level of codes and draw the lower one given it, where there are two levels" };
    private readonly Option<int?> beam = OptionKinds.WholeNumber("--beam", "W", "Of texts: the likeliest that a beam search of W beginnings finds, in place of the likeliest word each time; 1 to 100", 1, 100);
    private readonly Option<double?> temperature = OptionKinds.RealNumber("--temperature", "T", "Of texts: draw words at this temperature, 1 as p(x | z) says, in place of the likeliest each time; 0 to 100", 0, 100);
    private readonly Option<ulong?> seed = RunOptions.Seed("words drawn at a temperature");
    private readonly Option<string?> split = RunOptions.Split();
    private readonly Option<string?> file = RunOptions.Examples("reconstructions.png, reconstructions.wav or reconstructions.csv");

    public ReconstructCommand()
        : base("reconstruct", "Show examples above what a trained model makes of them, or write that as rows")
    {
        Group = "Use a trained model";
        Add(run);
        Add(count);
        Add(other);
        Add(split);
        Add(indices);
        Add(upper);
        Add(beam);
        Add(temperature);
        Add(seed);
        Add(file);
        Add(SharedOptions.Weights);
        Add(SharedOptions.Threads);
        Add(SharedOptions.Json);
        Examples =
        [
            new("elbo reconstruct runs/vae-mnist-1 -n 40 --out reconstructions.png", "Forty test images, each above its mean of p(x | z)."),
            new("elbo reconstruct runs/vq-vae-audio-fsdd-1 --out heard/", "Recordings and what the codes keep of them, as WAV files."),
            new("elbo reconstruct runs/vq-vae-global-mnist-1 --upper", "What three codes say about a digit; all else is drawn."),
            new("elbo reconstruct runs/vae-mnist-1 --split train", "Of the training data: a difference to the test images is overfitting."),
        ];
    }

    public override ExitCode Run(ParseResult given, Session session)
    {
        using var trained = RunOptions.Open(given, run, session);
        var reconstructor = given.GetValue(upper) ? new FromUpper(trained.Able<IUpperCodes>("reconstruct from an upper level of codes")) : trained.Able<IReconstructor>("reconstruct");
        using var data = trained.OpenData(RunOptions.TrySplit(given.GetValue(split)), session, out var part, given.GetValue(other), indices: IndexList.Chooser(given.GetValue(indices)));
        if (trained.Texts is Sentences) reconstructor = Worded(given, trained) ?? reconstructor;
        else if (((Option[])[beam, temperature, seed]).FirstOrDefault(o => given.GetResult(o) is { Implicit: false }) is { } idle) throw new UsageException($"{idle.Name}: of sentences alone");
        if (trained.Texts is { } texts) return Tell(reconstructor, texts, data, part, given, session);
        if (ExampleRows.Place(given.GetValue(file), "reconstructions", trained.Directory.ReadSchema()) is { } rows) return Write(reconstructor, rows, trained, data, part, given, session);
        var form = trained.Form;
        var wanted = Math.Min(given.GetValue(count) ?? (form is AudioShape ? 8 : 40), data.Count(part));
        var path = ExampleFiles.Place(given.GetValue(file), "reconstructions.png", form);
        using var scope = TensorScope.Enter();
        var (inputs, outputs) = Reconstructions.Compute(reconstructor, data, part, wanted);
        ExampleFiles.Save(form, path, inputs, outputs, "reconstruction", ExampleFiles.Lengths(data, part, wanted));
        session.Result(() => new() { ["examples"] = wanted, ["image"] = path }, text => text.WriteLine(path));
        return ExitCode.Fine;
    }

    private ExitCode Write(IReconstructor model, string path, TrainedRun trained, IDataset data, Split part, ParseResult given, Session session)
    {
        using var scope = TensorScope.Enter();
        var wanted = Math.Min(given.GetValue(count) ?? int.MaxValue, data.Count(part));
        ExampleRows.Save(path, Reconstructions.Compute(model, data, part, wanted).Outputs, trained.Directory.ReadSchema(), ExampleIds.Of(data, part, wanted, null));
        session.Result(() => new() { ["examples"] = wanted, ["rows"] = path }, text => text.WriteLine($"{path}  {wanted} rows"));
        return ExitCode.Fine;
    }

    private ExitCode Tell(IReconstructor model, TextForm texts, IDataset data, Split part, ParseResult given, Session session)
    {
        var target = given.GetValue(file) is { } wish ? TextRows.Check(wish) : null;
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        var wanted = Math.Min(given.GetValue(count) ?? 10, data.Count(part));
        var batch = data.Draw(part, [.. Enumerable.Range(0, wanted).Select(k => (long)k)]);
        var rows = texts.Examples(batch).Zip(texts.Reconstructed(model, batch), (own, made) => new JsonObject { ["text"] = own, ["reconstruction"] = made });
        return TextRows.Tell(session, [.. rows], target, new KeyValuePair<string, JsonNode?>("examples", wanted));
    }

    private WordedTexts? Worded(ParseResult given, TrainedRun trained)
    {
        var (width, heat) = (given.GetValue(beam), given.GetValue(temperature));
        if (width is not null && heat is not null) throw new UsageException("--beam and --temperature: words are searched for or drawn, not both");
        if (heat is null && given.GetValue(seed) is not null) throw new UsageException("--seed: nothing is drawn without --temperature");
        if (width is null && heat is null) return null;
        return new(trained.Able<ILatentVariables>("search for texts"), width ?? 1, heat, given.GetValue(seed) ?? 1);
    }

    /// <summary>The likeliest texts at the codes of examples, or draws at a temperature.</summary>
    private sealed class WordedTexts(ILatentVariables model, int beam, double? temperature, ulong seed) : IReconstructor
    {
        public Tensor Reconstruct(Batch x)
        {
            var search = TextSearches.At(model, x);
            return temperature is { } heat && search is ITempered tempered ? tempered.At(heat).Draw(new NoiseStream(new SeedStreams(seed).Seed("words"))).Value : search.Likeliest(beam);
        }
    }

    private sealed class FromUpper(IUpperCodes model) : IReconstructor
    {
        public Tensor Reconstruct(Batch x) => model.ReconstructFromUpper(x, new NoiseStream(1));
    }
}
