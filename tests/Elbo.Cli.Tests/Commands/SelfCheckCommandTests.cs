using System.Text.Json.Nodes;
using Elbo.Cli.Commands;
using Elbo.Cli.Shell;
using Elbo.Runs.Sessions;

namespace Elbo.Cli.Tests.Commands;

public sealed class SelfCheckCommandTests
{
    [Fact]
    public void Json_has_one_row_per_estimator_with_the_five_keys()
    {
        var (code, text) = Run(json: true);
        code.ShouldBe(ExitCode.Fine);
        var result = JsonNode.Parse(text)!;
        ((bool)result["ok"]!).ShouldBeTrue();
        var rows = result["rows"]!.AsArray();
        rows.Count.ShouldBeGreaterThan(10);
        foreach (var row in rows)
        {
            row!.AsObject().Select(p => p.Key).ShouldBe(["name", "estimate", "exact", "se", "z"]);
            var difference = (double)row["estimate"]! - (double)row["exact"]!;
            // Figures are rounded to twelve decimals, the error bar of exact rows is 1e-9 and up.
            ((double)row["z"]!).ShouldBe(difference / (double)row["se"]!, 0.01);
        }
    }

    [Fact]
    public void The_table_ends_with_the_verdict()
    {
        var (code, text) = Run(json: false);
        code.ShouldBe(ExitCode.Fine);
        text.ShouldContain("iwae-1000");
        text.TrimEnd().ShouldEndWith("within 5 standard errors");
    }

    private static (ExitCode Code, string Text) Run(bool json)
    {
        using var output = new StringWriter();
        var command = ElboCommand.Create();
        var given = command.Parse(json ? "selfcheck --json" : "selfcheck");
        var verb = given.CommandResult.Command.ShouldBeOfType<SelfCheckCommand>();
        return (verb.Run(given, new Session(output, json, new SilentProgress(), default)), output.ToString());
    }
}
