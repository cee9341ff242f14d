using System.CommandLine;
using System.Text.Json.Nodes;
using Elbo.Cli.Data;
using Elbo.Cli.Shell;
using Elbo.Data;
using Elbo.Runs.Sessions;

namespace Elbo.Cli.Commands;

/// <summary><c>elbo data check mnist</c>.</summary>
internal sealed class DataCheckCommand : Verb
{
    private readonly Argument<string> id = SharedOptions.DatasetId();

    public DataCheckCommand()
        : base("check", "Read a data set's files from end to end and compare their hashes")
    {
        Add(id);
        Add(SharedOptions.Json);
        Examples = [new("elbo data check mnist", "Exit code 1 and the file's name if one is missing or damaged.")];
    }

    public override ExitCode Run(ParseResult given, Session session)
    {
        var presence = DatasetPresence.Of(DatasetCatalog.Get(given.GetRequiredValue(id)));
        var wrong = presence.Problem is { } problem
            ? [problem]
            : DatasetVerification.Mismatches(presence.Files, session.Progress, session.Cancel);
        if (wrong.Count > 0) throw new CommandException(string.Join("; ", wrong));
        session.Result(
            () => new JsonObject { ["id"] = presence.Info.Id, ["ok"] = true, ["files"] = Json.Array(presence.Files.Select(f => f.Path)) },
            text => text.WriteLine($"{presence.Info.Id}: {Count(presence)}"));
        return ExitCode.Fine;
    }

    private static string Count(DatasetPresence presence) => presence.Files.Count switch
    {
        0 => "made by Elbo, no files to compare",
        var all when presence.Files.Count(f => f.File.Sha256.Length == 0) is > 0 and var unknown => $"{all - unknown} files as published, {unknown} without a known hash",
        1 => "1 file as published",
        var all => $"{all} files as published",
    };
}
