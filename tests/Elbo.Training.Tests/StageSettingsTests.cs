using System.Text.Json.Nodes;
using Elbo.Models.Configuration;
using Elbo.Testing;
using Elbo.Training.Configuration;
using Elbo.Training.Runs;

namespace Elbo.Training.Tests;

/// <summary>What a single stage is told does something there, and nothing in the other stage: one row for each key of <see cref="TrainingConfig"/>.</summary>
[NoLeak]
public sealed class StageSettingsTests : IDisposable
{
    private const string Stage = "prior", Other = "autoencoder";

    // Keys that change what is learned, and those that change only what is kept of it, with how that is seen.
    private static readonly Dictionary<string, (string Value, string Also, Func<string, string>? Seen)> rows = new()
    {
        ["epochs"] = ("4", "", null),
        ["batch"] = ("7", "", null),
        ["optimizer"] = ("\"sgd\"", "", null),
        ["learningRate"] = ("0.02", "", null),
        ["schedule"] = ("\"cosine\"", "", null),
        ["beta1"] = ("0.5", "", null),
        ["beta2"] = ("0.5", "", null),
        ["epsilon"] = ("0.1", "", null),
        ["weightDecay"] = ("0.5", "", null),
        ["clipNorm"] = ("0.001", "\"optimizer\": \"sgd\"", null),
        ["ema"] = ("0.5", "", stage => Has(stage, "ema.safetensors")),
        ["patience"] = ("1", "\"minDelta\": 1000", null),
        ["minDelta"] = ("1000", "", stage => ToyRun.Digest(stage, "best/weights.safetensors")),
        ["precision"] = ("\"bf16\"", "", null),
        ["checkpointEvery"] = ("3", "", Checkpoints),
        ["checkpointSteps"] = ("4", "\"keepCheckpoints\": 9", Checkpoints),
        ["checkpointMinutes"] = ("1e-9", "\"keepCheckpoints\": 99", Checkpoints),
        ["keepCheckpoints"] = ("1", "", Checkpoints),
        ["tensorBoard"] = ("false", "", stage => Has(stage, "tensorboard")),
    };

    // A stage of codes has no weight of a divergence to change: asking for one is refused.
    private static readonly string[] refused = ["klWarmUp", "klShape", "klCycles", "klMin", "klMax", "aggressive"];

    private readonly string root = Directory.CreateTempSubdirectory("elbo-stage-settings-").FullName;

    public static TheoryData<string> Keys => [.. rows.Keys];

    public void Dispose() => Directory.Delete(root, true);

    [Fact]
    public void Every_key_of_the_training_section_has_a_row()
    {
        var keys = ((JsonObject)ToyRun.Config("{}").ToJson()["training"]!).Select(p => p.Key);
        keys.Order().ShouldBe(rows.Keys.Concat(refused).Order());
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void A_key_given_to_one_stage_has_an_effect_in_that_stage_alone(string key)
    {
        var (value, also, seen) = rows[key];
        var (plain, changed) = (Train("plain", also), Train("changed", $"{also}{(also.Length > 0 ? ", " : "")}\"{key}\": {value}"));
        seen ??= stage => ToyRun.Digest(stage, "weights.safetensors");
        seen(Path.Combine(changed, Stage)).ShouldNotBe(seen(Path.Combine(plain, Stage)));
        seen(Path.Combine(changed, Other)).ShouldBe(seen(Path.Combine(plain, Other)));
        ToyRun.Digest(changed, $"{Other}/weights.safetensors").ShouldBe(ToyRun.Digest(plain, $"{Other}/weights.safetensors"));
    }

    [Fact]
    public void A_weight_of_the_divergence_is_refused_for_a_stage_that_has_none()
    {
        foreach (var settings in (string[])["\"klWarmUp\": 1", "\"klWarmUp\": 1, \"klMin\": 0.5", "\"klMax\": 2"])
            Should.Throw<ConfigException>(() => Config(settings)).Message.ShouldStartWith($"training.stages.{Stage}.kl");
        Should.Throw<ConfigException>(() => Config("\"aggressive\": 1")).Message.ShouldBe($"training.stages.{Stage}.aggressive: 'vq-vae' has no network of q(z | x) that could move alone");
    }

    private static string Has(string stage, string name) => Path.Exists(Path.Combine(stage, name)).ToString();

    private static string Checkpoints(string stage) => string.Join(' ', Directory.GetDirectories(Path.Combine(stage, "checkpoints")).Select(Path.GetFileName).Order());

    private static RunConfig Config(string settings) => ToyRun.Config($$"""{ "batch": 16, "epochs": 3, "stages": { "{{Stage}}": { {{settings}} } } }""", """
        { "id": "vq-vae", "likelihood": "bernoulli", "vectorSize": 3, "network": { "width": 8, "halvings": 1, "residualBlocks": 1 }, "quantizer": { "vector": { "codes": 4 } },
          "prior": { "pixelCnn": { "layers": 2, "features": 4, "skipFeatures": 6, "firstKernel": 3 } } }
        """);

    /// <summary>The folder of the stages of a run.</summary>
    private string Train(string name, string settings)
    {
        using var data = ToyData.Open();
        var run = RunDirectory.Create(Path.Combine(root, name), Config(settings));
        using var never = new CancellationTokenSource();
        while (!run.IsComplete)
        {
            using var trainer = new Trainer(run, data);
            trainer.Run(new Watcher(long.MaxValue, never)).ShouldBeTrue();
        }

        return Path.Combine(run.Path, "stages");
    }
}
