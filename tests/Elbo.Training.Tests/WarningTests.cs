using System.Text.Json.Nodes;
using Elbo.Data;
using Elbo.Models;
using Elbo.Models.Latents;
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
        warning.Advice.ShouldBe("scale the data, or choose a likelihood for real numbers (model.likelihood=gaussian model.outputMean=identity)");
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
        warnings.ShouldHaveSingleItem().Advice.ShouldMatch(@"^harmless, but a smaller code does as well \(model\.latent=\d+\); training\.klWarmUp keeps more of them in use$");
        warnings[0].Message.ShouldMatch(@"^after epoch \d+ \d+ of 12 dimensions of the code are inactive \(KL below 0\.01\)$");
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
        LatentCheck.Look(trainer.Model, new([]), batch!, 3).Single(w => w.Id == "log-variance").Message.ShouldContain(says);
    }

    [Theory]
    [InlineData("""{ "latent": 12 }""", "(model.latent=1)")]
    // Layers of a code, and channels of a grid: no one number says how long the code is.
    [InlineData("""{ "latent": [8, 4] }""", null)]
    [InlineData("""{ "latent": 3 }""", null)]
    [InlineData("{}", null)]
    public void Advice_names_a_key_for_the_size_of_the_code_only_where_the_model_has_one(string settings, string? key)
    {
        var warning = Look(new StillEncoder(12), settings, [0, 0, 0, 0]).ShouldHaveSingleItem();
        warning.Id.ShouldBe("posterior-collapse");
        // It has no weight of the divergence to warm up.
        warning.Advice.ShouldBe("weaken the decoder, or check that the data is not constant");
        var some = Look(new StillEncoder(12), settings, [1, 2, 3, 4]).ShouldHaveSingleItem();
        some.Id.ShouldBe("inactive-dimensions");
        some.Advice.ShouldBe($"harmless, but a smaller code does as well{(key is null ? "" : $" {key}")}");
    }

    /// <summary>Coordinates of a direction vary by 1/m each, however much the code says: it is judged as a whole, and so is one that says nothing.</summary>
    [Theory]
    [InlineData("""{ "latent": 300, "hidden": [8], "kappa": 50 }""", false)]
    [InlineData("""{ "latent": 300, "hidden": [8], "kappa": 0.5 }""", true)]
    public void A_direction_of_many_coordinates_is_no_collapse(string settings, bool collapsed)
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(1);
        var entry = ModelCatalog.Find("svae");
        using var model = entry.Build(entry.Resolve((JsonObject)JsonNode.Parse(settings)!, "model", []), new([16], generator));
        var batch = new Batch(new NoiseStream(1).Uniform([50, 16]), null, Tensor.Arange(50));
        LatentCheck.Look(model, new((JsonObject)JsonNode.Parse(settings)!), batch, 3).Select(w => w.Id).ShouldBe(collapsed ? ["posterior-collapse"] : []);
    }

    /// <summary>Draws in as few places as a collapsed generator has are alike, however far apart these are; as many as the data has are not.</summary>
    [Theory]
    [InlineData(1, true)]
    [InlineData(5, true)]
    [InlineData(100, false)]
    public void Draws_of_a_model_without_an_encoder_that_are_alike_are_a_collapse(int places, bool collapsed)
    {
        using var scope = TensorScope.Enter();
        using var model = new FewDraws(places);
        var batch = new Batch(new NoiseStream(1).Normal([100, 6]), null, Tensor.Arange(100));
        var warnings = DrawsCheck.Look(model, new([]), batch, 3).ToList();
        warnings.Select(w => w.Id).ShouldBe(collapsed ? ["draws-collapse"] : []);
        if (collapsed) warnings[0].Advice.ShouldStartWith("more passes where there were few");
        // Where the data itself stands in few places nothing can be said.
        DrawsCheck.Look(model, new([]), batch.With("x", Tensor.Ones([100, 6])), 3).ShouldBeEmpty();
    }

    [Fact]
    public void An_objective_that_rises_against_an_opponent_is_no_warning()
    {
        const string Gan = """{ "id": "gan", "latent": 2, "hidden": [8], "discriminator": [16], "penalty": 0, "instanceNoise": 0, "discriminatorRate": 0.01 }""";
        var warnings = Raised("""{ "epochs": 3, "batch": 10, "learningRate": 1e-6 }""", Gan);
        var metrics = ToyRun.Metrics(root);
        ((double)metrics[^1]["train"]!["objective"]!).ShouldBeGreaterThan(1.2 * (double)metrics[0]["train"]!["objective"]!);
        warnings.Select(w => w.Id).ShouldNotContain("objective-rises");
    }

    [Theory]
    [InlineData("vq-vae", "model.quantizer.vector.restartBelow", "model.quantizer.vector.kMeansBatches")]
    [InlineData("vq-vae-global", "model.quantizer.restartBelow", "model.quantizer.kMeansBatches")]
    [InlineData("vq-vae-video", "model.frames.quantizer.vector.restartBelow", "model.frames.quantizer.vector.kMeansBatches")]
    [InlineData("vimco", null, null)]
    public void Settings_are_found_where_each_model_keeps_them(string id, string? restart, string? start)
    {
        var keys = new ModelKeys(ModelCatalog.Find(id).Defaults);
        (keys.PathOf("restartBelow"), keys.PathOf("kMeansBatches")).ShouldBe((restart, start));
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

    private static List<TrainingWarning> Look(Model model, string settings, float[] x)
    {
        using (model)
        using (TensorScope.Enter())
            return [.. LatentCheck.Look(model, new((JsonObject)JsonNode.Parse(settings)!), new(Tensor.From(x, 4, 1), null, Tensor.Arange(4)), 3)];
    }

    /// <summary>An encoder of which only the first dimension takes notice of x.</summary>
    private sealed class StillEncoder(int size) : Model, IEncoder
    {
        public IReadOnlyList<LatentSite> Sites { get; } = [new("z", [size])];

        public Tensor Encode(Batch x) => x.X.Matmul(Tensor.From([1f, .. new float[size - 1]], 1, size));

        public override LossTerms Loss(Batch batch, StepContext step) => throw new NotSupportedException();
    }

    /// <summary>A prior and a decoder whose draws lie in a few places.</summary>
    private sealed class FewDraws(int places) : Model, IGenerativeModel, IGenerator
    {
        public Tensor Generate(int count, NoiseStream noise)
        {
            var all = new NoiseStream(2).Normal([places, 6]);
            return all.IndexSelect(0, Tensor.From([.. Enumerable.Range(0, count).Select(k => (long)k % places)]));
        }

        public void VisitPrior(Batch given, SiteWalk walk) => throw new NotSupportedException();

        public Elbo.Probability.Distribution Likelihood(Batch given, SiteValues z, Pass pass) => throw new NotSupportedException();

        public override LossTerms Loss(Batch batch, StepContext step) => throw new NotSupportedException();
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
