using System.Text.Json;

namespace Elbo.Cli.Tests.Shell;

public sealed class OutcomeTests
{
    [Fact]
    public void Json_is_one_object_on_standard_output_and_nothing_else_there()
    {
        var outcome = Elbo.Run("data", "list", "--json");

        outcome.ExitCode.ShouldBe(0);
        outcome.Output.Trim().ShouldNotContain("\n");
        using var json = JsonDocument.Parse(outcome.Output);
        json.RootElement.GetProperty("datasets").EnumerateArray().Select(d => d.GetProperty("id").GetString()).ShouldContain("mnist");
    }

    [Fact]
    public void A_failure_with_json_leaves_standard_output_empty()
    {
        using TemporaryFolder empty = new();
        var outcome = Elbo.Run(["data", "check", "mnist", "--json"], new Dictionary<string, string?> { ["ELBO_CACHE"] = empty.Path, ["ELBO_DATA"] = null });

        outcome.ExitCode.ShouldBe(1);
        outcome.Output.ShouldBeEmpty();
        outcome.Complaints.ShouldHaveSingleItem().ShouldStartWith("elbo: mnist: no source has train-images-idx3-ubyte.gz");
    }

    [Fact]
    public void A_reader_that_goes_away_is_no_failure() => Elbo.Shell("set -o pipefail; $ELBO --help | head -n 1 >/dev/null").ExitCode.ShouldBe(0);

    [Fact]
    public void A_full_disk_behind_standard_output_is_one_line()
    {
        if (!File.Exists("/dev/full")) Assert.Skip("/dev/full is not here");
        var outcome = Elbo.Shell("$ELBO data list >/dev/full");

        outcome.Complaints.ShouldHaveSingleItem().ShouldStartWith("elbo: standard output: ");
        outcome.ExitCode.ShouldBe(1);
    }

    [Fact]
    public void Control_characters_and_colours_stay_out_of_a_pipe()
    {
        var outcome = Elbo.Run(["doctor"], new Dictionary<string, string?> { ["TERM"] = "xterm-256color" });

        (outcome.Output + outcome.Errors).ShouldNotContain("\u001b");
    }
}
