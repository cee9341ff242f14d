using Elbo.Data;
using Elbo.Testing;
using Elbo.Torch;
using Elbo.Training.Warnings;

namespace Elbo.Training.Tests;

[NoLeak]
public sealed class WarningTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("elbo-warnings-").FullName;

    public void Dispose() => Directory.Delete(root, true);

    [Fact]
    public void Data_outside_the_range_of_the_likelihood_is_named_with_both()
    {
        using var data = new ScaledData(ToyData.Open(), 255);
        var warning = Raised("""{ "epochs": 1, "learningRate": 1e-6 }""", data: data).ShouldHaveSingleItem();
        (warning.Id, warning.Epoch).ShouldBe(("data-range", 1));
        warning.Message.ShouldBe("the data goes from 0 to 255, but a Bernoulli likelihood expects 0 to 1: its nats mean nothing here");
        ToyRun.Metrics(root)[0]["warnings"]![0]!["id"]!.ToString().ShouldBe("data-range");
    }

    [Fact]
    public void A_code_that_says_nothing_is_a_collapse()
    {
        using var data = new ScaledData(ToyData.Open(), 0);
        Raised("""{ "epochs": 40, "checkpointEvery": 40, "batch": 10, "learningRate": 0.01 }""", data: data).Select(w => w.Id).ShouldContain("posterior-collapse");
    }

    [Fact]
    public void Dimensions_that_stay_unused_are_counted_once()
    {
        var warnings = Raised("""{ "epochs": 60, "checkpointEvery": 60, "batch": 10, "learningRate": 0.01 }""", """{ "latent": 12, "hidden": [16] }""");
        warnings.ShouldHaveSingleItem().Message.ShouldMatch(@"^after epoch \d+ \d+ of 12 dimensions of the code are inactive \(KL below 0\.01\)$");
        ToyRun.Metrics(root).Count(line => line["warnings"] is not null).ShouldBe(1);
    }

    [Fact]
    public void An_objective_above_its_start_asks_for_a_smaller_learning_rate()
    {
        var warning = Raised("""{ "epochs": 2, "batch": 10, "learningRate": 1 }""").First(w => w.Id == "objective-rises");
        warning.Advice.ShouldContain("a smaller training.learningRate (now 1; try 0.33)");
    }

    [Fact]
    public void A_healthy_run_has_none()
    {
        Raised("""{ "epochs": 40, "checkpointEvery": 40, "batch": 10, "learningRate": 0.01 }""", """{ "latent": 1, "hidden": [16] }""").ShouldBeEmpty();
        ToyRun.Metrics(root).ShouldAllBe(line => line["warnings"] == null);
    }

    [Theory]
    [InlineData(12, "from 12.0 to 12.0")]
    [InlineData(-20, "from -20.0 to -20.0")]
    public void A_log_variance_out_of_proportion_is_named(double bias, string says)
    {
        using var data = ToyData.Open();
        using var trainer = new Trainer(Runs.RunDirectory.Create(root, ToyRun.Config("{}")), data);
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        foreach (var (name, value) in trainer.Model.NamedParameters().Where(p => p.Name.Contains("log_var", StringComparison.Ordinal)))
            value.CopyInPlace(Tensor.Full(value.Shape, name.EndsWith("bias", StringComparison.Ordinal) ? bias : 0, value.DType, Device.Cpu));
        new OrderedBatches(data, Split.Test, 40).TryNext(out var batch).ShouldBeTrue();
        LatentCheck.Look(trainer.Model, batch!, 3).Single(w => w.Id == "log-variance").Message.ShouldContain(says);
    }

    [Fact]
    public void A_resumed_run_does_not_repeat_itself()
    {
        using var data = new ScaledData(ToyData.Open(), 255);
        var config = ToyRun.Config("""{ "epochs": 2, "batch": 40, "learningRate": 1e-6 }""");
        ToyRun.Watch(root, config, out var first, stopAfter: 1, data: data).ShouldBeFalse();
        ToyRun.Watch(root, null, out var second, data: data).ShouldBeTrue();
        (first.Warnings.Count, second.Warnings.Count).ShouldBe((1, 0));
        ToyRun.Metrics(root)[0]["warnings"].ShouldNotBeNull();
    }

    private List<TrainingWarning> Raised(string training, string model = """{ "latent": 2, "hidden": [8] }""", IDataset? data = null)
    {
        ToyRun.Watch(root, ToyRun.Config(training, model), out var watcher, data: data).ShouldBeTrue();
        return watcher.Warnings;
    }

    /// <summary>The same examples times a factor.</summary>
    private sealed class ScaledData(IDataset inner, double factor) : IDataset
    {
        public DatasetInfo Info => inner.Info;

        public string Fingerprint => inner.Fingerprint;

        public int Count(Split split) => inner.Count(split);

        public Batch Draw(Split split, ReadOnlySpan<long> examples, ulong? noise = null)
        {
            var batch = inner.Draw(split, examples, noise);
            batch.X.MulInPlace(factor);
            return batch;
        }

        public void Dispose() => inner.Dispose();
    }
}
