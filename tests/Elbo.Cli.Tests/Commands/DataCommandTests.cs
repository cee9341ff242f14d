using System.Text.Json;
using Elbo.Evaluation.Images;
using Elbo.Testing;

namespace Elbo.Cli.Tests.Commands;

public sealed class DataCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Info_tells_shape_splits_licence_and_where_the_files_come_from()
    {
        var outcome = Elbo.Run("data", "info", "fashion-mnist");

        outcome.ExitCode.ShouldBe(0);
        foreach (var part in new[] { "[1, 28, 28], 784 numbers", "train 60000, test 10000", "MIT", "arXiv:1708.07747" }) outcome.Output.ShouldContain(part);
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("tsv")]
    public void Names_and_cells_of_a_file_cannot_command_the_terminal(string kind)
    {
        const string Wild = "\u001b[31mred\u0007\u009b\u2028!";
        var (cells, path) = (kind == "csv" ? "," : "\t", folder.Within($"x.{kind}"));
        var rows = string.Concat(Enumerable.Range(0, 20).Select(i => $"{i}{cells}{(i % 2 == 0 ? Wild : "\"two\nlines\"")}{cells}{Wild}{cells}{(i % 2 == 0 ? "a" : Wild)}\n"));
        File.WriteAllText(path, $"x{cells}{Wild}{cells}same{cells}k\n{rows}");

        var outcome = Elbo.Run("data", "info", path);

        outcome.ExitCode.ShouldBe(0);
        outcome.Output.ShouldContain("?[31mred???!: 2 categories: ?[31mred???!, two?lines");
        outcome.Output.ShouldContain("left out same (always the same)");
        outcome.Output.Where(c => c != '\n' && (char.IsControl(c) || c == '\u2028')).ShouldBeEmpty();
        foreach (var option in new[] { $"data.label={Wild}no", "data.numeric=[\"k\"]", "data.label=k" })
        {
            var told = Elbo.Run("train", "vae", "--data", path, "--epochs", "1", "--out", folder.Within(option.Length + "run"), "--set", option);
            string.Concat(told.Complaints).Where(c => char.IsControl(c) || c == '\u2028').ShouldBeEmpty();
        }
    }

    [Fact]
    public void Own_data_of_many_sizes_is_shown_and_told_as_settings_say()
    {
        Directory.CreateDirectory(folder.Within("photos"));
        for (var i = 1; i < 4; i++) PngWriter.Save(new Raster(4 * i, 6, 3), folder.Within($"photos/{i}.png"));
        var (photos, out1) = (folder.Within("photos"), folder.Within("shown.png"));

        foreach (var verb in new[] { "info", "show" })
        {
            Elbo.Run("data", verb, photos).Complaints.ShouldHaveSingleItem().ShouldContain("--set data.imageSize=4");
            Elbo.Run("data", verb, photos, "--set", "model.latent=2").Complaints.ShouldHaveSingleItem().ShouldContain("--set model.latent=2: only keys of data are settings here");
            Elbo.Run("data", verb, photos, "--set", "data.imageSiz=4").Complaints.ShouldHaveSingleItem().ShouldContain("did you mean 'imageSize'?");
        }

        Elbo.Run("data", "info", photos, "--set", "data.imageSize=5").Output.ShouldContain("[3, 5, 5], 75 numbers");
        Elbo.Run("data", "info", photos, "--set", "data.imageSize=5", "--set", "data.grey=true").Output.ShouldContain("[1, 5, 5], 25 numbers");
        Elbo.Run("data", "show", photos, "--set", "data.imageSize=5", "--out", out1).ExitCode.ShouldBe(0);
        File.Exists(out1).ShouldBeTrue();
    }

    [Fact]
    public void Info_names_the_factors_and_their_values_as_far_as_they_fit_a_line()
    {
        var lines = Elbo.Run("data", "info", "dsprites").Output;
        lines.ShouldContain("factor    shape, 3 values: square, ellipse, heart");
        lines.ShouldContain("factor    orientation, 40 values: 0°, 9.2°, 18.5°, 27.7°, 36.9°, 46.2°, 55.4°, 64.6°, …");
        lines.ShouldContain("factor    y, 32 values");
    }

    [Fact]
    public void Data_of_other_kinds_than_arrays_say_their_fields_and_are_shown_in_words()
    {
        var info = Elbo.Run("data", "info", "synthetic-distributions").Output;
        foreach (var part in new[] { "kind      sets of vectors", "example   [200, 1]", "field     mean f32 []" }) info.ShouldContain(part);

        var shown = Elbo.Run("data", "show", "synthetic-distributions", "-n", "2");
        shown.ExitCode.ShouldBe(0);
        shown.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(2);
        shown.Output.ShouldMatch("^(exponential|gaussian|uniform|laplacian), mean -?0\\.\\d\\d, variance \\d\\.\\d\\d: ");

        var drawn = Elbo.Run("data", "show", "synthetic-distributions", "--out", folder.Within("x.png"));
        drawn.ExitCode.ShouldBe(2);
        drawn.Complaints.ShouldHaveSingleItem().ShouldEndWith("the examples of synthetic-distributions are sets of vectors, which are told in words");
        File.Exists(folder.Within("x.png")).ShouldBeFalse();
    }

    [Fact]
    public void A_model_that_is_not_made_for_the_data_is_refused_in_one_line_and_leaves_no_folder()
    {
        var outcome = Elbo.Run("train", "vae", "--data", "synthetic-distributions", "--out", folder.Within("run"));
        outcome.ExitCode.ShouldBe(2);
        outcome.Complaints.ShouldHaveSingleItem().ShouldBe("elbo: model.id: 'vae' takes arrays of numbers (images, audio, video, tables); the examples of synthetic-distributions are sets of vectors");
        Directory.Exists(folder.Within("run")).ShouldBeFalse();
    }

    [Fact]
    public void Check_of_a_damaged_file_names_it_and_fails()
    {
        var path = folder.Within("mnist", "train-images-idx3-ubyte");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "not MNIST");

        var outcome = Run("data", "check", "mnist");

        outcome.ExitCode.ShouldBe(1);
        outcome.Complaints.ShouldHaveSingleItem().ShouldStartWith($"elbo: {path}: found 9 bytes, expected 47040016");
    }

    [Fact]
    public void List_tells_damaged_data_from_missing_data()
    {
        Directory.CreateDirectory(folder.Within("mnist"));
        File.WriteAllText(folder.Within("mnist", "train-images-idx3-ubyte"), "not MNIST");

        using var json = JsonDocument.Parse(Run("data", "list", "--json").Output);

        var states = json.RootElement.GetProperty("datasets").EnumerateArray().ToDictionary(d => d.GetProperty("id").GetString()!, d => d.GetProperty("state").GetString());
        states["mnist"].ShouldBe("damaged");
        states["fashion-mnist"].ShouldBe("not here");
    }

    [Fact]
    public void Check_reads_published_files_to_the_end_and_passes()
    {
        if (Elbo.Run("data", "check", "mnist", "--json") is not { ExitCode: 0 } outcome)
        {
            Assert.Skip("MNIST is not on this machine: elbo data get mnist");
            return;
        }

        using var json = JsonDocument.Parse(outcome.Output);
        json.RootElement.GetProperty("files").GetArrayLength().ShouldBe(4);
        // Packed as published, or raw as the npm package has them.
        outcome.Errors.ShouldMatch("(11\\.6/11\\.6|55\\.0/55\\.0) MB");
    }

    [Fact]
    public void Quiet_says_nothing_but_the_result()
    {
        if (Elbo.Run("data", "check", "mnist", "--quiet") is not { ExitCode: 0 } outcome)
        {
            Assert.Skip("MNIST is not on this machine: elbo data get mnist");
            return;
        }

        outcome.Errors.ShouldBeEmpty();
        outcome.Output.ShouldBe("mnist: 4 files as published\n");
    }

    public void Dispose() => folder.Dispose();

    private Outcome Run(params string[] words) =>
        Elbo.Run(words, new Dictionary<string, string?> { ["ELBO_DATA"] = folder.Path, ["ELBO_CACHE"] = folder.Within("cache") });
}
