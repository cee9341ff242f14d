using System.Text.Json.Nodes;
using Elbo.Data;
using Elbo.Models.Configuration;
using Elbo.Testing;
using Elbo.Torch;
using Elbo.Torch.IO;
using Elbo.Training.Configuration;

namespace Elbo.Training.Tests;

/// <summary>Every key of <c>data</c> on every form of data: it takes effect, or it is an error that says to which data it applies.</summary>
[NoLeak]
public sealed class DataKeysTests : IDisposable
{
    /// <summary>Keys whose effect is not seen in these examples: on memory, on draws of a binarisation, on transparency; how pixels are binarised is written out for any data.</summary>
    private static readonly string[] unseen = ["binarisation", "binarisationSeed", "memoryBudget", "background"];

    private static readonly Dictionary<string, JsonNode> values = new()
    {
        ["binarisation"] = "threshold",
        ["validation"] = 3,
        ["validationSeed"] = 9,
        ["labelled"] = 2,
        ["labelledSeed"] = 9,
        ["binarisationSeed"] = 9,
        ["imageSize"] = 3,
        ["grey"] = true,
        ["background"] = "black",
        ["sampleRate"] = 4000,
        ["samples"] = 77,
        ["level"] = true,
        ["memoryBudget"] = 7,
        ["label"] = "k",
        ["rowId"] = "x",
        ["numeric"] = new JsonArray("k"),
        ["counts"] = new JsonArray("n"),
        ["categorical"] = new JsonArray("n"),
        ["ignore"] = new JsonArray("x"),
        ["missing"] = "error",
        ["missingMarks"] = new JsonArray("2"),
        ["standardise"] = false,
        ["test"] = 2,
        ["header"] = false,
        ["delimiter"] = "k",
        ["decimal"] = ",",
        ["text"] = "k",
        ["vocabulary"] = 1,
        ["minCount"] = 1,
        ["maxLength"] = 2,
        ["lowerCase"] = false,
    };

    private const string TextTable = "texts.csv";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("elbo-keys");

    public static TheoryData<DataForm> Forms => [DataForm.ImageFolder, DataForm.Pixels, DataForm.Values, DataForm.Audio, DataForm.TextTable, DataForm.ParquetTable, DataForm.Other, DataForm.TextLines, DataForm.TextColumn];

    [Fact]
    public void Every_key_says_to_which_data_it_applies() =>
        DataKeys.All.Select(k => k.Key).Append("id").Order(StringComparer.Ordinal).ShouldBe(
            ((JsonObject)RunConfig.Resolve(new JsonObject { ["model"] = new JsonObject { ["id"] = "vae" } }).ToJson()["data"]!).Select(p => p.Key).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_key_takes_effect_or_is_refused(DataForm form)
    {
        var id = Write(form);
        using var usual = Datasets.Open(id, Config(id).ToOptions());
        DataForms.Of(id, usual).ShouldBe(form);
        foreach (var (key, forms, isSet) in DataKeys.All)
        {
            var config = Config(id, (key, values[key]));
            isSet(config).ShouldBeTrue(key);
            if (!forms.HasFlag(form))
            {
                Should.Throw<ConfigException>(() => DataKeys.Check(config, usual)).Message.ShouldBe($"data.{key}: has no effect on {id} ({form.Describe()}); it applies to {forms.Describe()}");
                continue;
            }

            DataKeys.Check(config, usual);
            // Data that comes with a validation split of its own holds nothing out.
            if (!unseen.Contains(key) && (key != "validationSeed" || form != DataForm.Other)) Look(id, config).ShouldNotBe(Look(id, Config(id)), $"data.{key} on {form.Describe()}");
        }
    }

    [Fact]
    public void What_is_said_as_it_is_anyway_is_no_error()
    {
        foreach (var form in new[] { DataForm.Pixels, DataForm.Values, DataForm.Audio, DataForm.TextTable, DataForm.Other })
        {
            var id = Write(form);
            using var data = Datasets.Open(id);
            DataKeys.Check(new DataConfig { Id = id, Binarisation = Binarisation.None }, data);
            DataKeys.Check(new DataConfig { Id = id }, data);
        }
    }

    public void Dispose() => folder.Delete(true);

    private string At(string name) => Path.Combine(folder.FullName, name);

    private static DataConfig Config(string id, params (string Key, JsonNode Value)[] keys)
    {
        var settings = new JsonObject { ["id"] = id };
        if (Path.Exists(id)) settings["validation"] = 2;
        if (Path.GetFileName(id) == TextTable) settings["text"] = "w";
        foreach (var (key, value) in keys) settings[key] = value.DeepClone();
        // A seed of a draw that is not made is refused.
        if (settings.ContainsKey("labelledSeed")) settings["labelled"] = 2;
        return RunConfig.Resolve(new JsonObject { ["model"] = new JsonObject { ["id"] = "vae" }, ["data"] = settings }).Data;
    }

    /// <summary>All that a user sees of the data, or why there is none.</summary>
    private static string Look(string id, DataConfig config)
    {
        try
        {
            using var data = Datasets.Open(id, config.ToOptions());
            using var scope = TensorScope.Enter();
            return string.Join(' ', data.Fingerprint, data.Info.Note, data.Info.Names?.Are, string.Join(',', data.Info.Shape), string.Join(',', Enum.GetValues<Split>().Select(data.Count)),
                string.Join(',', data.Draw(Split.Train, [0, 1, 2]).X.To(DType.F32).ToArray<float>()));
        }
        catch (DataException refused)
        {
            return refused.Message;
        }
    }

    private string Write(DataForm form)
    {
        using var scope = TensorScope.Enter();
        switch (form)
        {
            case DataForm.ImageFolder:
                Directory.CreateDirectory(At("images"));
                for (var i = 0; i < 12; i++) File.WriteAllBytes(At($"images/{i}.ppm"), [.. "P6 4 4 255\n"u8, .. Enumerable.Range(0, 48).Select(p => (byte)(p * 5 + i))]);
                return At("images");
            case DataForm.Pixels:
                Npy.Save(At("x.npy"), Tensor.From(Enumerable.Range(0, 12 * 16).Select(i => (byte)i).ToArray(), 12, 4, 4));
                return At("x.npy");
            case DataForm.Values:
                Npy.Save(At("v.npy"), Tensor.From(Enumerable.Range(0, 12 * 16).Select(i => i * 0.5f).ToArray(), 12, 16));
                return At("v.npy");
            case DataForm.Audio:
                for (var i = 0; i < 12; i++) WavWriter.Save(At($"sounds/{i}.wav"), [.. Enumerable.Range(0, 300 + i).Select(t => (float)Math.Sin(t * 0.1 * (i + 1)) * 0.4f)], 8000);
                return At("sounds");
            case DataForm.TextLines:
                File.WriteAllLines(At("t.txt"), Enumerable.Range(0, 12).Select(i => $"The the a word{i}"));
                return At("t.txt");
            case DataForm.TextColumn:
                File.WriteAllLines(At(TextTable), [.. Enumerable.Range(0, 12).Select(i => $"{i},The the a word{i},{(i % 2 == 0 ? "a" : "b")}").Prepend("x,w,k")]);
                return At(TextTable);
            case DataForm.Other:
                return "synthetic-distributions";
            default:
                var path = At(form == DataForm.TextTable ? "t.csv" : "t.parquet");
                new OutputTable([
                    new("n", [.. Enumerable.Range(0, 12).Select(i => (long)(i % 4))]), new("x", [.. Enumerable.Range(0, 12).Select(i => i == 11 ? double.NaN : i * 1.25)]), new("k", [.. Enumerable.Range(0, 12).Select(i => i % 2 == 0 ? "a" : "b")]),
                ]).Save(path);
                return path;
        }
    }
}
