using System.Text.Json.Nodes;
using Elbo.Data;
using Elbo.Testing;
using Elbo.Torch;
using Elbo.Training.Configuration;

namespace Elbo.Training.Tests;

/// <summary>What is taken for settings that a run leaves open, by what the data is.</summary>
[NoLeak]
public sealed class DataDefaultTests
{
    private const int Batch = 10;

    [Theory, InlineData("vae"), InlineData("iwae"), InlineData("vamp-vae"), InlineData("cvae")]
    public void Colours_are_grey_values_of_their_own(string model)
    {
        using var data = Images(3, 100 * Batch * Batch);
        Chosen(model, data).ShouldBe(["model.likelihood=discretisedLogistic", "data.binarisation=none"]);
    }

    [Theory]
    // Two draws of a pixel p differ with probability 2p(1 − p): half the time at 128, a fourth at 37 or 218, never at 0 and 255.
    [InlineData(0, false), InlineData(255, false), InlineData(25, false), InlineData(230, false), InlineData(50, true), InlineData(128, true), InlineData(200, true)]
    public void Grey_images_stay_bits_but_where_most_pixels_are_shades(byte pixel, bool areShades)
    {
        using var data = Images(1, 100 * Batch * Batch, Binarisation.Dynamic, pixel);
        Chosen("vae", data).ShouldBe(areShades ? ["model.likelihood=discretisedLogistic", "data.binarisation=none"] : []);
        // Whoever says how pixels become inputs has decided.
        using var said = Images(1, 100 * Batch * Batch, Binarisation.Threshold, pixel);
        Chosen("vae", said).ShouldBeEmpty();
    }

    [Theory, InlineData("vae"), InlineData("beta-vae"), InlineData("iwae")]
    public void Real_numbers_have_a_density(string model)
    {
        using var data = Values(100 * Batch * Batch, -3, 5);
        Chosen(model, data).ShouldBe(["model.likelihood=gaussian", "model.outputMean=identity"]);
    }

    [Theory, InlineData("gmmn"), InlineData("gan")]
    public void Models_of_real_numbers_alone_are_unbounded_where_the_data_is(string model)
    {
        using var data = Values(100 * Batch * Batch, -3, 5);
        Chosen(model, data).ShouldBe(["model.outputMean=identity"]);
        using var pixels = Values(100 * Batch * Batch, 0, 1);
        Chosen(model, pixels).ShouldBeEmpty();
    }

    [Theory, InlineData("vae"), InlineData("iwae"), InlineData("factor-vae"), InlineData("cvae")]
    public void Columns_of_several_kinds_are_each_what_they_are(string model)
    {
        using var data = Values(100 * Batch * Batch, -3, 5, new ColumnEncoding("a", ColumnKind.Numeric), new ColumnEncoding("b", ColumnKind.Numeric) { Values = ColumnValues.Binary });
        Chosen(model, data).ShouldBe(["model.likelihood=mixed"]);
        Chosen(model, data, "model.likelihood").ShouldBeEmpty();
    }

    [Fact]
    public void Columns_of_numbers_alone_have_a_density()
    {
        using var data = Values(100 * Batch * Batch, -3, 5, new("a", ColumnKind.Numeric), new("b", ColumnKind.Numeric));
        Chosen("vae", data).ShouldBe(["model.likelihood=gaussian", "model.outputMean=identity"]);
    }

    [Fact]
    public void Numbers_from_0_to_1_stay_under_a_bernoulli()
    {
        using var data = Values(100 * Batch * Batch, 0, 1);
        Chosen("vae", data).ShouldBeEmpty();
    }

    [Fact]
    public void A_model_without_a_choice_is_left_alone()
    {
        using var data = Values(100 * Batch * Batch, -3, 5);
        Chosen("linear-gaussian", data).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(1, "training.klWarmUp=0 training.klShape=linear training.klMin=0")]
    [InlineData(2, "training.klWarmUp=1")]
    [InlineData(3, "")]
    public void A_warm_up_that_nobody_asked_for_ends_before_the_training(int epochs, string expected)
    {
        using var data = Values(100 * Batch * Batch, 0, 1);
        var config = RunConfig.Resolve(new() { ["model"] = new JsonObject { ["id"] = "sentence-vae" }, ["training"] = new JsonObject { ["epochs"] = epochs } });
        config.Training.KlWarmUp.ShouldBe(2);
        string Chosen(params string[] given) => string.Join(' ', DataDefault.For(config, data, given.Contains).SelectMany(d => d.Settings).Select(s => $"{s.Path}={s.Value}"));
        Chosen("training.epochs").ShouldBe(expected);
        Chosen("training.epochs", "training.klWarmUp").ShouldBeEmpty();
    }

    [Theory, InlineData("model.likelihood"), InlineData("model.outputMean")]
    public void What_was_asked_for_stays(string path)
    {
        using var data = Values(100 * Batch * Batch, -3, 5);
        Chosen("vae", data, path).ShouldBeEmpty();
    }

    [Theory, InlineData(95, 100), InlineData(495, 20), InlineData(3, 200)]
    public void Few_examples_are_passed_over_more_often(int examples, int epochs)
    {
        using var data = Values(examples, 0, 1);
        Chosen("vae", data).ShouldBe([$"training.epochs={epochs}"]);
        Chosen("vae", data, "training.epochs").ShouldBeEmpty();
    }

    [Fact]
    public void A_warm_up_of_the_models_own_stays_the_part_of_the_training_that_it_is()
    {
        using var data = Values(95, 0, 1);
        Chosen("sentence-vae", data).ShouldBe(["training.epochs=100", "training.klWarmUp=50"]);
        Chosen("sentence-vae", data, "training.klWarmUp").ShouldBe(["training.epochs=100"]);
        Chosen("sentence-vae", data, "training.epochs").ShouldBeEmpty();
    }

    private static List<string> Chosen(string model, IDataset data, params string[] given)
    {
        var config = RunConfig.Resolve(new() { ["model"] = new JsonObject { ["id"] = model }, ["training"] = new JsonObject { ["batch"] = Batch } });
        return [.. DataDefault.For(config, data, given.Contains).SelectMany(d => d.Settings).Select(s => $"{s.Path}={s.Value}")];
    }

    private static DatasetInfo Info(int[] shape) => new() { Id = "own", Title = "Own", Licence = "-", Citation = "-", Shape = shape, Splits = new Dictionary<Split, int>() };

    private static ImageDataset Images(int channels, int count, Binarisation binarisation = Binarisation.None, byte pixel = 0)
    {
        using var scope = TensorScope.Enter();
        return new(Info([channels, 1, 1]), new() { Binarisation = binarisation }, new(Tensor.From([.. Enumerable.Repeat(pixel, count * channels)], count, channels), null), null);
    }

    private static ValuesDataset Values(int count, float least, float greatest, params ColumnEncoding[] columns)
    {
        using var scope = TensorScope.Enter();
        var encoding = columns.Length == 0 ? null : new TableEncoding(columns, true, MissingValues.Error, null, []);
        return new(Info([2]) with { Encoding = encoding }, new(), new(Tensor.From([.. Enumerable.Range(0, 2 * count).Select(i => i % 2 == 0 ? least : greatest)], count, 2), null));
    }
}
