using System.CommandLine;
using Elbo.Cli.Shell;
using Elbo.Evaluation.Visuals;
using Elbo.Models;
using Elbo.Runs;
using Elbo.Runs.Reports;
using Elbo.Runs.Sessions;
using Elbo.Torch;

namespace Elbo.Cli.Commands;

/// <summary><c>elbo sample runs/vae-mnist-1 -n 64 --out samples.png</c>.</summary>
internal sealed class SampleCommand : Verb
{
    private readonly Argument<string> run = RunOptions.Run();
    private readonly Option<int?> count = OptionKinds.WholeNumber("--count", "N", "How many; 1 to 10000 [default: 64 images or 8 recordings]", 1, 10_000, "-n");
    private readonly Option<ulong?> seed = RunOptions.Seed("the draws");
    private readonly Option<string?> condition = new("--condition") { HelpName = "VALUE", Description = "Only of this class, speaker …, by name or number, where the prior of codes is conditioned on one [default: all in turn]" };
    private readonly Option<double?> temperature = OptionKinds.RealNumber("--temperature", "T", "Divides the logits of codes: below 1 likelier ones, 0 the likeliest; for models with a prior of codes [default: 1]", 0, 100);
    private readonly Option<string?> file = RunOptions.Examples("samples.png or samples.wav");

    public SampleCommand()
        : base("sample", "Draw new data from a trained model, as images or audio")
    {
        Group = "Use a trained model";
        Add(run);
        Add(count);
        Add(seed);
        Add(condition);
        Add(temperature);
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
            new("elbo sample runs/vq-vae-audio-fsdd-1 --out spoken/", "Eight spoken digits as WAV files, and their spectrograms."),
        ];
    }

    public override ExitCode Run(ParseResult given, Session session)
    {
        using var trained = RunOptions.Open(given, run);
        var generator = trained.Able<IGenerator>("draw samples");
        var asked = given.GetValue(condition);
        if (asked is not null || given.GetValue(temperature) is not null) generator = Asked(trained, asked, given.GetValue(temperature) ?? 1);
        if (trained.Words is { } words) return Tell(generator, words, given, session);
        var form = trained.Form;
        var wanted = given.GetValue(count) ?? (form is AudioShape ? 8 : 64);
        var path = ExampleFiles.Place(given.GetValue(file), "samples.png", form);
        using var scope = TensorScope.Enter();
        ExampleFiles.Save(form, path, Samples.Compute(generator, wanted, given.GetValue(seed) ?? 1));
        session.Result(() => new() { ["samples"] = wanted, ["image"] = path }, text => text.WriteLine(path));
        return ExitCode.Fine;
    }

    private ExitCode Tell(IGenerator generator, IReadOnlyList<string> words, ParseResult given, Session session)
    {
        if (given.GetValue(file) is { } target) throw new UsageException($"--out {target}: counts of words are told in words, not drawn");
        using var scope = TensorScope.Enter();
        var texts = WordLists.Of(Samples.Compute(generator, given.GetValue(count) ?? 10, given.GetValue(seed) ?? 1) * 100, words, "0.0 '%'");
        session.Result(() => new() { ["samples"] = texts.Count, ["texts"] = Json.Array(texts.Select(t => (System.Text.Json.Nodes.JsonNode?)t)) }, text =>
        {
            foreach (var line in texts) text.WriteLine(line);
        });
        return ExitCode.Fine;
    }

    private static Tempered Asked(TrainedRun trained, string? condition, double temperature)
    {
        var model = trained.Able<IConditionalGenerator>("be asked for a condition or a temperature");
        if (condition is null) return new(model, temperature, null);
        if (model.Condition is not { } factor) throw new UsageException($"--condition: the model of {trained.Directory.Path} is conditioned on nothing; train with --set model.prior.condition=label");
        return new(model, temperature, FactorValue.Parse(factor, condition, "--condition"));
    }

    /// <summary>A model that draws at a temperature and of a kind.</summary>
    private sealed class Tempered(IConditionalGenerator model, double temperature, long? level) : IGenerator
    {
        public Tensor Generate(int count, NoiseStream noise) => model.Generate(count, noise, temperature, level);
    }
}
