namespace Elbo.Architecture.Tests;

/// <summary>The last line of ./test: what it counts, and what it must not overlook.</summary>
public sealed class TallyTests
{
    [Fact]
    public void Reports_are_summed()
    {
        using TemporaryFolder folder = new();
        string first = folder.Write("first report.xml", Report(passed: 5, failed: 0, skipped: 2));
        string second = folder.Write("second.xml", Report(passed: 3, failed: 1, skipped: 0));
        Tally($"count_report A '{first}' 0; count_report B '{second}' 1").ShouldEndWith("\n8 passed, 1 failed, 2 skipped\n");
    }

    [Fact]
    public void An_error_outside_a_test_counts_as_failed()
    {
        using TemporaryFolder folder = new();
        string report = folder.Write("r.xml", Report(passed: 5, failed: 0, skipped: 0, errors: 1));
        Tally($"count_report A '{report}' 1").ShouldEndWith("\n5 passed, 1 failed, 0 skipped\n");
    }

    [Fact]
    public void A_project_that_leaves_no_report_counts_as_failed()
    {
        using TemporaryFolder folder = new();
        Tally($"count_report A '{folder.Path}/none.xml' 134").ShouldEndWith("\n0 passed, 1 failed, 0 skipped\n");
    }

    [Fact]
    public void A_project_that_dies_after_a_clean_report_counts_as_failed()
    {
        using TemporaryFolder folder = new();
        string report = folder.Write("r.xml", Report(passed: 5, failed: 0, skipped: 0));
        Tally($"count_report A '{report}' 139").ShouldEndWith("\n5 passed, 1 failed, 0 skipped\n");
    }

    [Theory]
    [InlineData("elbo")]
    [InlineData("test")]
    [InlineData("bench")]
    [InlineData(".ci/run")]
    [InlineData("eng/setup")]
    [InlineData("eng/native")]
    [InlineData("eng/managed")]
    [InlineData("eng/launch")]
    [InlineData("eng/prelude.sh")]
    public void Scripts_are_well_formed(string script) => Bash.Run("-n", script).ShouldBe((0, ""));

    private static string Tally(string calls) => Bash.Run("-euo", "pipefail", "-c", $"source eng/tally; {calls}; print_tally").Output;

    private static string Report(int passed, int failed, int skipped, int errors = 0) =>
        $"""
        <?xml version="1.0" encoding="utf-8"?><assemblies schema-version="3"><assembly name="A.dll" errors="{errors}" failed="{failed}"
        """ + $"""
         not-run="0" passed="{passed}" skipped="{skipped}" time="0.077" total="{passed + failed + skipped}"><test name="T" passed="9" /></assembly></assemblies>
        """;
}
