using Elbo.Data;
using Elbo.Testing;
using Elbo.Torch;
using Elbo.Training.Runs;

namespace Elbo.Training.Tests;

/// <summary>What a run knows of its data when the data is not at hand.</summary>
[NoLeak]
public sealed class RunSchemaTests : IDisposable
{
    private const string Brief = """{ "epochs": 1, "batch": 20, "tensorBoard": false }""";

    private readonly string folder = Directory.CreateTempSubdirectory("elbo-test-").FullName;

    [Fact]
    public void A_run_keeps_the_schema_of_its_data_with_the_model()
    {
        ToyRun.Train(folder, ToyRun.Config(Brief)).ShouldBeTrue();
        var schema = RunDirectory.Open(folder).ReadSchema();
        schema.Shape.ShouldBe([1, 4, 4]);
        schema.TrainingExamples.ShouldBe(80);
        schema.Binarisation.ShouldBe(Binarisation.Dynamic);
        File.ReadAllText(Path.Combine(folder, "model", "schema.json")).ShouldBe(schema.ToText());
    }

    [Fact]
    public void A_model_that_needs_the_number_of_examples_is_loaded_without_its_data()
    {
        ToyRun.Train(folder, ToyRun.Config(Brief, """{ "latent": 2, "hidden": [8], "weightPrior": true }""")).ShouldBeTrue();
        using var scope = TensorScope.Enter();
        using var model = RunDirectory.Open(folder).LoadModel();
        var loss = model.Loss(new(Tensor.Zeros([3, 16]), null, Tensor.Arange(3)), new NoiseStream(1));
        loss.Terms.ShouldContain(t => t.Name == "weight_prior");
    }

    [Fact]
    public void A_run_of_the_version_before_has_a_schema_and_loads()
    {
        ToyRun.Train(folder, ToyRun.Config(Brief)).ShouldBeTrue();
        Former("""
            {
              "likelihood": "bernoulli", "latent": 2, "hidden": [8], "id": "vae",
              "shape": [1, 4, 4],
              "factors": { "label": 3, "speaker": 2 },
              "sampleRate": 8000
            }
            """);
        File.WriteAllText(Path.Combine(folder, "model", "table.json"), """
            { "columns": [{ "name": "age", "kind": "Numeric", "mean": 3.5, "deviation": 2, "categories": [], "indicator": true }],
              "standardised": true, "missing": "Mean", "label": "kind", "classes": ["a", "b", "c"] }
            """);
        var run = RunDirectory.Open(folder);
        var schema = run.ReadSchema();
        schema.Shape.ShouldBe([1, 4, 4]);
        schema.Factors.Select(f => (f.Name, f.Levels)).ShouldBe([("label", 3), ("speaker", 2)]);
        schema.SampleRate.ShouldBe(8000);
        schema.Encoding!.Columns[0].Mean.ShouldBe(3.5);
        schema.ClassNames.ShouldBe(["a", "b", "c"]);
        run.LoadModel().Dispose();
    }

    [Theory]
    [InlineData("""{ "latent": 2 }""", "'shape' is missing or no list of sizes")]
    [InlineData("""{ "shape": [4, 0] }""", "'shape' is missing or no list of sizes")]
    [InlineData("""{ "shape": [4], "factors": { "label": "three" } }""", "factor 'label' has no number of values")]
    public void A_damaged_description_of_the_version_before_is_refused(string description, string says)
    {
        ToyRun.Train(folder, ToyRun.Config(Brief)).ShouldBeTrue();
        Former(description);
        Should.Throw<RunException>(() => RunDirectory.Open(folder).ReadSchema()).Message.ShouldBe($"{Path.Combine(folder, "model", "config.json")}: {says}");
    }

    [Fact]
    public void The_data_is_read_for_its_mean_only_when_the_model_asks()
    {
        using var mean = new CountedData();
        ToyRun.Train(Path.Combine(folder, "mean"), ToyRun.Config(Brief), data: mean).ShouldBeTrue();
        using var none = new CountedData();
        ToyRun.Train(Path.Combine(folder, "none"), ToyRun.Config(Brief, """{ "latent": 2, "hidden": [8], "start": "normal" }"""), data: none).ShouldBeTrue();
        mean.Drawn.ShouldBe(none.Drawn + 80);
    }

    public void Dispose() => Directory.Delete(folder, true);

    private void Former(string description)
    {
        File.Delete(Path.Combine(folder, "model", "schema.json"));
        File.WriteAllText(Path.Combine(folder, "model", "config.json"), description);
    }

    private sealed class CountedData : IDataset
    {
        private readonly ImageDataset inner = ToyData.Open();

        public int Drawn { get; private set; }

        public DatasetInfo Info => inner.Info;

        public string Fingerprint => inner.Fingerprint;

        public int Count(Split split) => inner.Count(split);

        public Batch Draw(Split split, ReadOnlySpan<long> examples, ulong? noise = null)
        {
            Drawn += examples.Length;
            return inner.Draw(split, examples, noise);
        }

        public void Dispose() => inner.Dispose();
    }
}
