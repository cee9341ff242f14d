using System.Text.Json.Nodes;
using Elbo.Models.Configuration;
using Elbo.Testing;
using Elbo.Torch;
using Elbo.Torch.IO;
using Elbo.Training.Configuration;
using Elbo.Training.Runs;

namespace Elbo.Training.Tests;

/// <summary>A model that is trained in stages, one of which can be stopped, damaged or trained otherwise than the other.</summary>
[NoLeak]
public sealed class StagesTests : IDisposable
{
    private const string Training = """{ "batch": 16, "epochs": 2, "ema": 0.9, "stages": { "prior": { "epochs": 3, "learningRate": 0.01 } } }""";

    private readonly string root = Directory.CreateTempSubdirectory("elbo-stages-").FullName;

    public void Dispose() => Directory.Delete(root, true);

    [Theory]
    [InlineData("autoencoder", 4)]
    [InlineData("autoencoder", 10)]
    [InlineData("prior", 1)]
    [InlineData("prior", 7)]
    [InlineData("prior", 15)]
    public void A_run_stopped_in_either_stage_ends_with_the_same_bytes(string stage, long step)
    {
        var config = Config(Training);
        Train("whole", config);
        Stop("stopped", config, stage, step);
        Train("stopped", null);
        foreach (var file in (string[])["model/weights.safetensors", "model/ema.safetensors", "stages/autoencoder/weights.safetensors", "stages/prior/best/weights.safetensors", "config.json"])
            ToyRun.Digest(At("stopped"), file).ShouldBe(ToyRun.Digest(At("whole"), file), file);
        foreach (var name in (string[])["autoencoder", "prior"])
            ToyRun.MetricsWithoutTime(At($"stopped/stages/{name}")).ShouldBe(ToyRun.MetricsWithoutTime(At($"whole/stages/{name}")));
    }

    [Fact]
    public void A_later_stage_changes_only_its_own_parts_and_begins_with_what_was_learned()
    {
        Train("run", Config(Training));
        using var scope = TensorScope.Enter();
        var first = SafetensorsReader.Load(At("run/stages/autoencoder/weights.safetensors")).ToDictionary(t => t.Name, t => t.Value.AsBytes().ToArray());
        var last = SafetensorsReader.Load(At("run/model/weights.safetensors")).ToDictionary(t => t.Name, t => t.Value.AsBytes().ToArray());
        foreach (var (name, bytes) in first) bytes.SequenceEqual(last[name]).ShouldBe(!name.StartsWith("prior.", StringComparison.Ordinal), name);
    }

    [Fact]
    public void Each_stage_has_its_own_settings_and_counts_its_own_epochs()
    {
        Train("run", Config(Training));
        ToyRun.Metrics(At("run/stages/autoencoder")).Count.ShouldBe(2);
        var prior = ToyRun.Metrics(At("run/stages/prior"));
        prior.Count.ShouldBe(3);
        ((double)prior[0]["learning_rate"]!).ShouldBe(0.01);
        ((double)prior[^1]["train"]!["objective"]!).ShouldBeLessThan((double)prior[0]["train"]!["objective"]!);
    }

    [Fact]
    public void The_stage_that_was_finished_is_not_touched_when_the_next_goes_on()
    {
        Stop("run", Config(Training), "prior", 2);
        var before = Directory.GetLastWriteTimeUtc(At("run/stages/autoencoder"));
        var weights = ToyRun.Digest(At("run"), "stages/autoencoder/weights.safetensors");
        using (var model = RunDirectory.Open(At("run")).LoadModel()) model.IsTraining.ShouldBeFalse();
        Train("run", null);
        ToyRun.Digest(At("run"), "stages/autoencoder/weights.safetensors").ShouldBe(weights);
        Directory.GetLastWriteTimeUtc(At("run/stages/autoencoder")).ShouldBe(before);
    }

    [Fact]
    public void A_model_with_a_uniform_prior_of_codes_has_one_stage()
    {
        Train("run", Config("""{ "batch": 16, "epochs": 1 }""", "\"kind\": \"uniform\""));
        Directory.Exists(At("run/stages/prior")).ShouldBeFalse();
        RunDirectory.Open(At("run")).IsComplete.ShouldBeTrue();
    }

    [Fact]
    public void Settings_of_stages_are_checked_like_others()
    {
        Should.Throw<ConfigException>(() => Config("""{ "stages": { "proir": { "epochs": 3 } } }""")).Message.ShouldBe("unknown key 'training.stages.proir'; did you mean 'prior'?");
        Should.Throw<ConfigException>(() => Config("""{ "stages": { "prior": { "epochs": 0 } } }""")).Message.ShouldBe("training.stages.prior.epochs must be at least 1, is 0");
        Should.Throw<ConfigException>(() => Config("""{ "stages": { "prior": { "epoch": 3 } } }""")).Message.ShouldContain("did you mean 'epochs'?");
        Should.Throw<ConfigException>(() => Config("""{ "stages": 3 }""")).Message.ShouldBe("training.stages: 3 is not an object");
        Should.Throw<ConfigException>(() => ToyRun.Config("""{ "stages": { "prior": { "epochs": 3 } } }""")).Message.ShouldContain("'vae' is not trained in stages");
        var config = Config(Training);
        RunConfig.Resolve((JsonObject)JsonNode.Parse(config.ToText())!).ToText().ShouldBe(config.ToText());
    }

    private static RunConfig Config(string training, string prior = """ "pixelCnn": { "layers": 2, "features": 4, "skipFeatures": 6, "firstKernel": 3 } """) => ToyRun.Config(training, $$"""
        { "id": "vq-vae", "likelihood": "bernoulli", "vectorSize": 3, "network": { "width": 8, "halvings": 1, "residualBlocks": 1 },
          "quantizer": { "vector": { "codes": 4, "learning": "ema", "restartBelow": 0.5, "kMeansBatches": 1 } }, "prior": { {{prior.Trim()}} } }
        """);

    private string At(string name) => Path.Combine(root, name);

    private void Train(string name, RunConfig? config)
    {
        using var data = ToyData.Open();
        var run = config is null ? RunDirectory.Open(At(name)) : RunDirectory.Create(At(name), config);
        using var never = new CancellationTokenSource();
        while (!run.IsComplete)
        {
            using var trainer = new Trainer(run, data);
            trainer.Run(new Watcher(long.MaxValue, never)).ShouldBeTrue();
        }
    }

    private void Stop(string name, RunConfig config, string stage, long step)
    {
        using var data = ToyData.Open();
        var run = RunDirectory.Create(At(name), config);
        while (true)
        {
            using var cancel = new CancellationTokenSource();
            using var trainer = new Trainer(run, data);
            if (trainer.Run(new Watcher(trainer.Stage == stage ? step : long.MaxValue, cancel), cancel.Token)) continue;
            trainer.Stage.ShouldBe(stage);
            return;
        }
    }
}
