using System.Text.Json;
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
