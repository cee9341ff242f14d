using Elbo.Data;
using Elbo.Models.Configuration;
using Elbo.Testing;
using Elbo.Torch;
using Elbo.Training.Runs;

namespace Elbo.Training.Tests;

/// <summary>Nothing is chosen on test data: the best epoch and the end of waiting come from the validation split or not at all.</summary>
[NoLeak]
public sealed class SelectionTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("elbo-selection-").FullName;

    public void Dispose() => Directory.Delete(root, true);

    [Fact]
    public void Another_test_split_changes_no_choice_and_no_weight()
    {
        const string Training = """{ "epochs": 12, "batch": 20, "learningRate": 0.03, "patience": 2 }""";
        foreach (var (name, test) in new[] { ("one", (byte)20), ("other", (byte)230) })
        {
            using var data = Open(test, validation: true);
            ToyRun.Watch(At(name), ToyRun.Config(Training), out var watcher, data: data);
            watcher.Epochs.ShouldAllBe(e => e.Watched == e.HeldOut["objective"] && e.Test.Count == e.HeldOut.Count);
        }

        foreach (var file in (string[])["best/weights.safetensors", "model/weights.safetensors"])
            ToyRun.Digest(At("one"), file).ShouldBe(ToyRun.Digest(At("other"), file), file);
        ToyRun.Metrics(At("one")).Zip(ToyRun.Metrics(At("other"))).ShouldAllBe(p =>
            p.First["held_out"]!.ToJsonString() == p.Second["held_out"]!.ToJsonString() && p.First["test"]!.ToJsonString() != p.Second["test"]!.ToJsonString());
    }

    [Fact]
    public void An_objective_that_depends_on_its_batch_has_its_epochs_compared_by_the_bound()
    {
        ToyRun.Watch(At("run"), ToyRun.Config("""{ "epochs": 4, "batch": 20 }""", """{ "id": "beta-tcvae", "latent": 2, "hidden": [8] }"""), out var watcher).ShouldBeTrue();
        watcher.Epochs.ShouldAllBe(e => e.Watched == e.HeldOut["negative_elbo"] && e.Watched != e.HeldOut["objective"]);
        File.Exists(At("run/best/weights.safetensors")).ShouldBeTrue();
    }

    [Fact]
    public void What_is_held_out_is_measured_with_every_schedule_at_its_end()
    {
        ToyRun.Watch(At("run"), ToyRun.Config("""{ "epochs": 2, "batch": 20 }""", """{ "id": "beta-vae", "latent": 2, "hidden": [8], "capacity": 5, "capacitySteps": 1000 }"""), out var watcher).ShouldBeTrue();
        watcher.Epochs.ShouldAllBe(e => e.HeldOut["capacity"] == 5 && e.Train["capacity"] < 1);
    }

    [Fact]
    public void Where_nothing_is_held_out_there_is_no_best_epoch_and_asking_for_it_says_why()
    {
        using var data = ToyData.Open(validation: false);
        ToyRun.Watch(At("run"), ToyRun.Config("""{ "epochs": 3 }"""), out var watcher, data: data).ShouldBeTrue();
        watcher.Epochs.ShouldAllBe(e => e.Watched == null && e.HeldOut.Count == 0 && e.Test.Count > 0);
        Directory.Exists(At("run/best")).ShouldBeFalse();
        File.ReadAllText(At("run/model/card.md")).ShouldNotContain("best");
        var run = RunDirectory.Open(At("run"));
        Should.Throw<RunException>(() => run.LoadModel(WeightsKind.Best)).Message.ShouldBe(
            $"{run.Path}: no epoch was the best, as nothing was held out to choose it by; train with data.validation=null, or leave --weights out");
    }

    [Theory]
    [InlineData("""{ "patience": 3 }""", "{}")]
    [InlineData("""{ "stages": { "prior": { "patience": 3 } } }""", """{ "id": "vq-vae", "network": { "halvings": 1 } }""")]
    public void Waiting_for_improvement_without_validation_data_is_refused(string training, string model)
    {
        using var data = ToyData.Open(validation: false);
        var run = RunDirectory.Create(At("run"), ToyRun.Config(training, model));
        Should.Throw<ConfigException>(() => new Trainer(run, data)).Message.ShouldStartWith("training.patience: needs validation examples, and toy has none");
    }

    [Fact]
    public void A_run_that_held_the_last_examples_out_is_not_gone_on_with()
    {
        using var data = ToyData.Open(validation: false);
        var config = ToyRun.Config("{}") with { Data = new() { Id = "toy", Validation = 7 } };
        ToyRun.Train(At("run"), config, stopAfter: 1, data: data);
        var written = File.ReadAllText(At("run/config.json"));
        RunDirectory.Open(At("run")).CheckHeldOut(data);
        File.WriteAllText(At("run/config.json"), written.Replace("\"validationSeed\": 1,", "", StringComparison.Ordinal));
        Should.Throw<RunException>(() => ToyRun.Train(At("run"), null, data: data)).Message.ShouldStartWith($"{At("run")}: an earlier Elbo held the last 7 training examples out");
        // Its weights are as good as they were.
        RunDirectory.Open(At("run")).LoadModel().Dispose();
    }

    [Fact]
    public void A_run_from_before_a_key_has_what_held_before_it()
    {
        RunDirectory.Create(At("run"), ToyRun.Config("{}"));
        var written = File.ReadAllText(At("run/config.json"));
        written.ShouldContain("\"upsampling\": \"resize\",");
        File.WriteAllText(At("run/config.json"), written.Replace("\"upsampling\": \"resize\",", "", StringComparison.Ordinal));
        RunDirectory.Open(At("run")).Config.ModelSettings["upsampling"]!.ToString().ShouldBe("transposed");
    }

    private string At(string name) => Path.Combine(root, name);

    private static ImageDataset Open(byte test, bool validation)
    {
        using var scope = TensorScope.Enter();
        ImageSet Set(int count, byte seed) => new(Tensor.From([.. Enumerable.Range(0, count * 16).Select(k => (byte)((k / 16 % 2 == 0) == (k % 16 < 8) ? seed : 250 - seed))], count, 16), null);
        return new(
            new() { Id = "toy", Title = "Toy", Licence = "-", Citation = "-", Shape = [1, 4, 4], Splits = new Dictionary<Split, int>() },
            new(), Set(80, 230), Set(40, test), validation ? Set(20, 200) : null);
    }
}
