using System.CommandLine;
using System.Text.Json.Nodes;
using Elbo.Cli.Doctor;
using Elbo.Cli.Shell;
using Elbo.Runs.Sessions;

namespace Elbo.Cli.Commands;

/// <summary><c>elbo doctor</c>.</summary>
internal sealed class DoctorCommand : Verb
{
    private const int CheckColumn = 13;

    public DoctorCommand()
        : base("doctor", "Look at this machine and say what is missing or slow")
    {
        Add(SharedOptions.Json);
        Group = "Machine";
        Examples =
        [
            new("elbo doctor", "One line per check: ok, warn or fail, with what to do. Exit code 1 only on fail."),
            new("elbo doctor --json", "The same for a script, or for a bug report."),
        ];
    }

    public override ExitCode Run(ParseResult given, Session session)
    {
        var findings = Examination.Run(session.Cancel).ToList();
        var (warnings, failures) = (findings.Count(f => f.Verdict == Verdict.Warn), findings.Count(f => f.Verdict == Verdict.Fail));
        session.Result(
            () => new JsonObject
            {
                ["ok"] = failures == 0,
                ["warnings"] = warnings,
                ["failures"] = failures,
                ["checks"] = Json.Array(findings.Select(f => (JsonNode?)f.ToJson())),
            },
            text =>
            {
                foreach (var finding in findings) Write(text, finding);
                text.WriteLine(failures + warnings == 0 ? "all fine" : $"{warnings} to improve, {failures} to repair");
            });
        return failures > 0 ? ExitCode.Failed : ExitCode.Fine;
    }

    private static void Write(TextWriter text, Finding finding)
    {
        text.WriteLine($"{finding.Verdict.ToString().ToLowerInvariant(),-4}  {finding.Check.PadRight(CheckColumn)} {finding.Found}");
        if (finding.Remedy is { } remedy) text.WriteLine($"      {new string(' ', CheckColumn)} → {remedy}");
    }
}
