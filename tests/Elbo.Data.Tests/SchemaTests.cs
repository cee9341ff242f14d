using Elbo.Testing;
using Elbo.Torch;
using Elbo.Torch.Tests.IO;

namespace Elbo.Data.Tests;

[NoLeak]
public sealed class SchemaTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void A_schema_is_read_as_it_was_written()
    {
        var schema = new DataSchema
        {
            Data = "réseau",
            Fields = [Field.Values([1, 4, 4]), new("edges", DType.I64, [2, null])],
            Factors = [new("speaker", 2) { LevelNames = ["a", "ö"] }],
            ClassNames = ["cat"],
            Vocabulary = ["the", "of"],
            SampleRate = 8000,
            Binarisation = Binarisation.Threshold,
            GreyLevels = 2,
            TrainingExamples = 60_000,
        };
        var text = schema.ToText();
        var read = DataSchema.Read(folder.Write("schema.json", System.Text.Encoding.UTF8.GetBytes(text)));
        read.ToText().ShouldBe(text);
        read.Fields[1].ToString().ShouldBe("edges i64 [2, ?]");
        read.Factors[0].LevelNames.ShouldBe(["a", "ö"]);
        read.Binarisation.ShouldBe(Binarisation.Threshold);
        text.ShouldContain("\"binarisation\": \"threshold\"");
    }

    [Fact]
    public void The_schema_of_a_table_has_its_encoding_and_the_rows_it_trains_on()
    {
        var path = folder.Write("t.csv", "height,kind\n1,a\n2,b\n4,a\n8,b\n"u8.ToArray());
        using var data = Datasets.Open(path, new() { ValidationCount = 1, Table = new() { Ignore = ["kind"] } });
        var schema = DataSchema.Of(data);
        schema.Shape.ShouldBe([1]);
        schema.TrainingExamples.ShouldBe(3);
        schema.ClassNames.ShouldBeEmpty();
        schema.GreyLevels.ShouldBeNull();
        DataSchema.Read(folder.Write("schema.json", System.Text.Encoding.UTF8.GetBytes(schema.ToText()))).Encoding!.ToText().ShouldBe(data.Info.Encoding!.ToText());
    }

    [Theory]
    [InlineData(Binarisation.Dynamic, 2)]
    [InlineData(Binarisation.None, 256)]
    [InlineData(Binarisation.Dequantise, null)]
    public void Pixels_have_two_values_once_they_are_binarised_256_before_and_no_number_of_them_between_grey_values(Binarisation binarisation, int? levels)
    {
        using var data = TestImages.Open(3, 1, new DataOptions { Binarisation = binarisation });
        DataSchema.Of(data).GreyLevels.ShouldBe(levels);
        DataSchema.Of(data).Binarisation.ShouldBe(binarisation);
    }

    [Fact]
    public void Other_data_fits_a_model_when_it_has_the_models_fields()
    {
        var images = DataSchema.OfShape([1, 28, 28]);
        images.Mismatch(images with { Fields = [.. images.Fields, new("mask", DType.U8, [28])], Data = "other" }).ShouldBeNull();
        images.Mismatch(DataSchema.OfShape([784])).ShouldBe(("its examples are [784]", "[1, 28, 28]"));
        images.Mismatch(new() { Fields = [new("x", DType.I64, [1, 28, 28])] }).ShouldBe(("its examples have x i64 [1, 28, 28]", "x f32 [1, 28, 28]"));
        (images with { Fields = [.. images.Fields, new("mask", DType.U8, [28])] }).Mismatch(images).ShouldBe(("its examples have no field 'mask'", "mask u8 [28]"));
    }

    [Fact]
    public void A_ragged_main_field_has_no_shape_and_says_so()
    {
        var sentences = new DataSchema { Data = "ptb", Fields = [new("x", DType.I64, [null])] };
        Should.Throw<DataException>(() => sentences.Shape).Message.ShouldBe("ptb: examples differ in size: x i64 [?]");
    }

    public void Dispose() => folder.Dispose();
}
