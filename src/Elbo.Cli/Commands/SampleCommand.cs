using System.CommandLine;
using Elbo.Cli.Data;
using Elbo.Cli.Shell;
using Elbo.Data;
using Elbo.Evaluation.Images;
using Elbo.Evaluation.Imputation;
using Elbo.Evaluation.Visuals;
using Elbo.Models;
using Elbo.Models.Latents;
using Elbo.Runs;
using Elbo.Runs.Reports;
using Elbo.Runs.Sessions;
using Elbo.Torch;

namespace Elbo.Cli.Commands;

/// <summary><c>elbo sample runs/vae-mnist-1 -n 64 --out samples.png</c>.</summary>
internal sealed class SampleCommand : Verb
{
    private readonly Argument<string> run = RunOptions.Run();
    private readonly Option<int?> count = OptionKinds.WholeNumber("--count", "N", "How many, of completions for each example; 1 to 10000 [default: 64 images or rows, 8 recordings or 8 completions]", 1, 10_000, "-n");
    private readonly Option<ulong?> seed = RunOptions.Seed("the draws");
    private readonly Option<string?> condition = new("--condition") { HelpName = "VALUE", Description = "Only of this class, speaker …, by name or number, where the prior of codes is conditioned on one [default: all in turn]" };
    private readonly Option<string?> what = new("--given") { HelpName = "WHAT", Description = "What a conditional model is given: a factor by name, such as label=7, or the part it knows of these test examples, such as 0-5 or 3,14 [default: examples 0-5]" };
    private readonly Option<double?> temperature = OptionKinds.RealNumber("--temperature", "T", "Divides the logits of codes, or of words: below 1 likelier ones, 0 the likeliest; for models with a prior of codes, and of texts [default: 1]", 0, 100);
    private readonly Option<int?> beam = OptionKinds.WholeNumber("--beam", "W", "Of texts: the likeliest that a beam search of W beginnings finds for each draw of the code, in place of draws of words; 1 to 100", 1, 100);
    private readonly Option<bool> means = new("--means") { Description = "Rows are means of p(x | z), without its noise" };
    private readonly Option<string?> file = RunOptions.Examples("samples.png, samples.wav or samples.csv");

    public SampleCommand()
        : base("sample", "Draw new data from a trained model, as images, audio, rows or texts")
    {
        Group = "Use a trained model";
        Add(run);
        Add(count);
        Add(seed);
        Add(condition);
        Add(what);
        Add(temperature);
        Add(beam);
        Add(means);
        Add(file);
        Add(SharedOptions.Weights);
        Add(SharedOptions.Threads);
        Add(SharedOptions.Json);
        Examples =
        [
            new("elbo sample runs/vae-mnist-1 -n 64 --out samples.png", "A grid of 64 means of p(x | z) at draws z ~ p(z)."),
            new("elbo sample runs/vae-mnist-1 --seed 2", "Others."),
            new("elbo sample runs/vq-vae-mnist-1 --temperature 0.8", "Likelier codes: fewer odd digits, less variety."),
            new("elbo sample runs/vq-vae-mnist-1 --condition 7", "Only sevens, where the run was trained with model.prior.condition=label."),
            new("elbo sample runs/ssvae-mnist-1 --condition 7", "Sevens in 64 styles, from a model that has learned classes."),
            new("elbo sample runs/cvae-mnist-1 --given 0-9 -n 8", "A row for each of ten test digits: the column that is given, the digit, and eight completions."),
            new("elbo sample runs/cvae-mnist-2 --given label=7", "Sevens, where the run was trained with model.given.factor=label."),
            new("elbo sample runs/vae-customers-1 -n 1000 --out rows.csv", "New rows like those of the table a run was trained on, in its columns and units."),
            new("elbo sample runs/sentence-vae-ptb-1 -n 20 --temperature 0.5", "Sentences, likelier ones; --out sentences.txt or .jsonl writes them."),
            new("elbo sample runs/vq-vae-audio-fsdd-1 --out spoken/", "Eight spoken digits as WAV files, and their spectrograms."),
        ];
    }

    public override ExitCode Run(ParseResult given, Session session)
    {
        using var trained = RunOptions.Open(given, run, session);
        trained.RequireTrained();
        if (trained.Model.As<IGivenGenerator>() is { Factor: null } completer) return Complete(given, session, trained, completer);
        var generator = given.GetValue(what) is { } wish ? GivenChoice.OfFactor(trained, wish) : trained.Able<IGenerator>("draw samples");
        var asked = given.GetValue(condition);
        if (asked is not null || given.GetValue(temperature) is not null) generator = Asked(trained, asked, given.GetValue(temperature));
        var rows = trained.Texts is null ? ExampleRows.Place(given.GetValue(file), "samples", trained.Directory.ReadSchema()) : null;
        if (given.GetValue(means) && rows is null) throw new UsageException("--means: of rows alone; images, audio and counts of words are means anyway, and sentences have none");
        if (given.GetValue(beam) is { } width) generator = Searched(given, trained, width);
        if (trained.Texts is { } texts) return Tell(generator, texts, given, session);
        if (rows is not null) return Write(generator, rows, trained, given, session);
        var form = trained.Form;
        var wanted = given.GetValue(count) ?? (form is AudioShape ? 8 : 64);
        var path = ExampleFiles.Place(given.GetValue(file), "samples.png", form);
        using var scope = TensorScope.Enter();
        ExampleFiles.Save(form, path, Samples.Compute(generator, wanted, given.GetValue(seed) ?? 1));
        session.Result(() => new() { ["samples"] = wanted, ["image"] = path }, text => text.WriteLine(path));
        return ExitCode.Fine;
    }

    private ExitCode Complete(ParseResult given, Session session, TrainedRun trained, IGivenGenerator completer)
    {
        foreach (var (option, isGiven) in new (Option, bool)[] { (condition, given.GetValue(condition) is not null), (temperature, given.GetValue(temperature) is not null) })
            if (isGiven) throw new UsageException($"{option.Name}: a {trained.Directory.Config.Model} is given a part of its examples; choose them with --given");
        var shape = trained.ImageShape;
        using var data = trained.OpenData(Split.Test, session, out _);
        var examples = GivenChoice.Examples(given.GetValue(what), data);
        if (given.GetValue(what) is null) session.Note($"completes test examples {examples[0]}-{examples[^1]} of {data.Info.Id}; choose others with --given");
        var (ways, path) = (given.GetValue(count) ?? 8, OutputFile.Place(given.GetValue(file) ?? "samples.png"));
        PngWriter.Save(Completions.Draw(completer, data, Split.Test, examples, ways, shape, given.GetValue(seed) ?? 1), path);
        session.Result(() => new() { ["examples"] = examples.Length, ["samples"] = ways, ["image"] = path }, text => text.WriteLine(path));
        return ExitCode.Fine;
    }

    private ExitCode Write(IGenerator generator, string path, TrainedRun trained, ParseResult given, Session session)
    {
        using var scope = TensorScope.Enter();
        var wanted = given.GetValue(count) ?? 64;
        var chosen = given.GetValue(seed) ?? 1;
        // What a model is asked for is drawn by a part of its own, which gives means.
        var draws = given.GetValue(means) || given.GetValue(what) is not null || given.GetValue(condition) is not null ? null : trained.Model.As<IExampleGenerator>();
        ExampleRows.Save(path, draws is null ? Samples.Compute(generator, wanted, chosen) : Samples.Examples(draws, wanted, chosen), trained.Directory.ReadSchema());
        if (draws is null) session.Note("note: these are means of p(x | z) at draws z ~ p(z): they vary less than data do");
        session.Result(() => new() { ["samples"] = wanted, ["rows"] = path }, text => text.WriteLine($"{path}  {wanted} rows"));
        return ExitCode.Fine;
    }

    private ExitCode Tell(IGenerator generator, TextForm texts, ParseResult given, Session session)
    {
        var target = given.GetValue(file) is { } wish ? TextRows.Check(wish) : null;
        using var scope = TensorScope.Enter();
        var drawn = texts.Made(Samples.Compute(generator, given.GetValue(count) ?? 10, given.GetValue(seed) ?? 1));
        return TextRows.Tell(session, [.. drawn.Select(TextRows.Row)], target, new KeyValuePair<string, System.Text.Json.Nodes.JsonNode?>("samples", drawn.Count));
    }

    private SearchedTexts Searched(ParseResult given, TrainedRun trained, int width)
    {
        if (trained.Texts is not Sentences) throw new UsageException($"--beam {width}: of texts alone");
        if (given.GetValue(temperature) is not null || given.GetValue(condition) is not null || given.GetValue(what) is not null) throw new UsageException($"--beam {width}: the likeliest words are searched for, not drawn; leave --temperature, --condition and --given out");
        var model = trained.Able<ILatentVariables>("search for texts");
        if (!model.Words.HasLatents) throw new UsageException($"--beam {width}: a {trained.Directory.Config.Model} has no code to draw, so it would be one text over and over");
        return new(model, width);
    }

    private static Tempered Asked(TrainedRun trained, string? condition, double? given)
    {
        var model = trained.Able<IConditionalGenerator>("be asked for a condition or a temperature");
        if (given is not null && !model.HasTemperature) throw new UsageException($"--temperature: a {trained.Directory.Config.Model} has no codes whose logits it could divide");
        var temperature = given ?? 1;
        if (condition is null) return new(model, temperature, null);
        if (model.Condition is not { } factor) throw new UsageException($"--condition: the model of {trained.Directory.Path} is conditioned on nothing; train with --set model.prior.condition=label");
        return new(model, temperature, FactorValue.Parse(factor, condition, "--condition"));
    }

    /// <summary>The likeliest texts at draws of the code.</summary>
    private sealed class SearchedTexts(ILatentVariables model, int beam) : IGenerator
    {
        public Tensor Generate(int count, NoiseStream noise) => TextSearches.Drawn(model, count, noise).Likeliest(beam).View([count, -1]);
    }

    /// <summary>A model that draws at a temperature and of a kind.</summary>
    private sealed class Tempered(IConditionalGenerator model, double temperature, long? level) : IGenerator
    {
        public Tensor Generate(int count, NoiseStream noise) => model.Generate(count, noise, temperature, level);
    }
}
