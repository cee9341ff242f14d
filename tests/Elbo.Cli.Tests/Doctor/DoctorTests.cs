using System.Text.Json;

namespace Elbo.Cli.Tests.Doctor;

public sealed class DoctorTests
{
    [Fact]
    public void It_reports_every_part_of_the_machine_with_a_status_and_a_remedy_for_what_is_not_fine()
    {
        var outcome = Elbo.Run("doctor", "--json");
        using var json = JsonDocument.Parse(outcome.Output);
        var checks = json.RootElement.GetProperty("checks").EnumerateArray().ToList();

        checks.Select(c => c.GetProperty("check").GetString()).ShouldBeSubsetOf(
            ["elbo", "dotnet", "system", "cpu", "memory", "libtorch", "binding", "blas", "threads", "variables", "cuda", "sgemm", "data-folder", "cache", "data", "output"]);
        foreach (var check in checks.Where(c => c.GetProperty("status").GetString() != "ok")) check.GetProperty("remedy").GetString().ShouldNotBeNullOrWhiteSpace();
        var failures = checks.Count(c => c.GetProperty("status").GetString() == "fail");
        json.RootElement.GetProperty("ok").GetBoolean().ShouldBe(failures == 0);
        outcome.ExitCode.ShouldBe(failures == 0 ? 0 : 1);
    }

    [Fact]
    public void Without_the_native_part_it_still_runs_says_so_and_fails()
    {
        using TemporaryFolder folder = new();
        foreach (var file in Directory.GetFiles(AppContext.BaseDirectory).Where(f => Path.GetFileName(f) != "libelbo_torch.so")) File.Copy(file, folder.Within(Path.GetFileName(file)));

        var outcome = Elbo.Run(["doctor"], new Dictionary<string, string?> { ["ELBO_NATIVE"] = null }, folder.Within("elbo.dll"));

        outcome.ExitCode.ShouldBe(1);
        outcome.Output.ShouldContain("fail  libtorch      libelbo_torch.so not found");
        outcome.Output.ShouldContain("ok    cpu");
        outcome.Errors.ShouldBeEmpty();
    }

    [Fact]
    public void A_cache_that_cannot_be_written_is_a_warning_with_the_variable_to_set()
    {
        var outcome = Elbo.Run(["doctor"], new Dictionary<string, string?> { ["ELBO_CACHE"] = "/proc/elbo" });

        outcome.Output.ShouldContain("warn  cache         /proc/elbo cannot be written");
        outcome.Output.ShouldContain("set ELBO_CACHE");
    }
}
