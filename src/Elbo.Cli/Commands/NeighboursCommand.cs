using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Elbo.Cli.Shell;
using Elbo.Data;
using Elbo.Evaluation.Latents;
using Elbo.Runs;
using Elbo.Runs.Coding;
using Elbo.Runs.Sessions;
using Elbo.Torch;
using Elbo.Torch.IO;

namespace Elbo.Cli.Commands;

/// <summary><c>elbo neighbours runs/vae-photos-1 --data photos/</c>.</summary>
internal sealed class NeighboursCommand : Verb
{
    private const int Usual = 5, ShownPairs = 5;

    private readonly Argument<string> run = RunOptions.Run();
    private readonly Option<string?> other = RunOptions.Data("Look for neighbours of");
    private readonly Option<string?> among = new("--among") { HelpName = "ID|PATH", Description = "Look for them in this data [default: in the same examples]" };
    private readonly Option<int?> count = OptionKinds.WholeNumber("--count", "N", $"Neighbours of each example; 1 to 1000 [default: {Usual}]", 1, 1000, "-n");
    private readonly Option<string?> rowId = RunOptions.RowId();
    private readonly Option<string?> indices = RunOptions.Indices();
    private readonly Option<string?> split = RunOptions.Split();
    private readonly Option<int?> limit = RunOptions.Limit();
    private readonly Option<string> file = RunOptions.File("neighbours.csv", "Where the table goes, .csv, .parquet or .npy: example, rank, neighbour and the distance of their codes, with the names and classes of both");

    public NeighboursCommand()
        : base("neighbours", "Find the examples whose codes are nearest, such as near duplicates; every code is looked at")
    {
        Group = "Use a trained model";
        Add(run);
        foreach (var option in (Option[])[other, among, count, rowId, indices, split, limit, file, SharedOptions.Weights, SharedOptions.Threads, SharedOptions.Json]) Add(option);
        Examples =
        [
            new("elbo neighbours runs/vae-mnist-1", "Five neighbours of each test example among the test examples; the closest pairs are shown."),
            new("elbo neighbours runs/vae-mnist-1 --data photos/ -n 1", "Near duplicates in a folder: pairs at a distance of 0 have the same code."),
            new("elbo neighbours runs/vae-mnist-1 --indices 0-9 --among mnist", "What is most like the first ten test examples?"),
        ];
    }

    public override ExitCode Run(ParseResult given, Session session)
    {
        using var trained = RunOptions.Open(given, run, session);
        if (RunCodes.ShapeOf(trained, "be asked for neighbours: it has no codes") is not [_] || trained.Model.As<Elbo.Models.IEncoder>() is null)
            throw new CommandException($"{trained.Directory.Path}: its codes are discrete, so that there is no distance between them; `elbo encode` writes them");
        var (part, id, most) = (RunOptions.TrySplit(given.GetValue(split)), given.GetValue(rowId), given.GetValue(limit) ?? int.MaxValue);
        using var scope = TensorScope.Enter();
        using var data = trained.OpenData(part, session, out var taken, given.GetValue(other), rowId: id, indices: IndexList.Chooser(given.GetValue(indices)));
        var from = taken;
        using var searched = given.GetValue(among) is { } source ? trained.OpenData(part, session, out from, source, "--among", id) : null;
        var path = OutputFile.Table(given.GetRequiredValue(file), data, searched);
        var own = RunCodes.Of(trained, data, taken, session, most);
        var others = searched is null ? own : RunCodes.Of(trained, searched, from, session);
        var found = NearestCodes.Of(own.Codes, others.Codes, given.GetValue(count) ?? Usual, same: others == own, session.Cancel);
        Table(own.Ids, others.Ids, found).Save(OutputFile.Place(path));
        var pairs = Pairs(found, others == own).ToList();
        session.Result(() => ToJson(own, others, found.Count, pairs, path), text =>
        {
            text.WriteLine($"{path}  neighbours of {found.Count} examples among {others.Codes.Size(0)}; closest pairs:");
            foreach (var (row, neighbour, distance) in pairs)
                text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {distance,9:0.0000}  {Printed.Name(NameOf(own.Ids, row))}  {Printed.Name(NameOf(others.Ids, neighbour))}"));
        });
        return ExitCode.Fine;
    }

    /// <summary>The closest, each pair once.</summary>
    private static IEnumerable<(int Row, int Neighbour, double Distance)> Pairs(IReadOnlyList<IReadOnlyList<(int Row, double Distance)>> found, bool same) => found
        .SelectMany((near, row) => near.Select(p => (Row: row, Neighbour: p.Row, p.Distance)))
        .DistinctBy(p => same ? (Math.Min(p.Row, p.Neighbour), Math.Max(p.Row, p.Neighbour)) : (p.Row, p.Neighbour))
        .OrderBy(p => p.Distance).ThenBy(p => p.Row).Take(ShownPairs);

    private static string NameOf(ExampleIds ids, int row) => ids.Names?[row] is { Length: > 0 } name ? name
        : ids.IndexOf(row).ToString(CultureInfo.InvariantCulture);

    private static JsonObject ToJson(RunCodes own, RunCodes others, int examples, List<(int Row, int Neighbour, double Distance)> pairs, string path) => new()
    {
        ["examples"] = examples,
        ["among"] = others.Codes.Size(0),
        ["closest"] = Json.Array(pairs.Select(p => (JsonNode?)new JsonObject { ["example"] = NameOf(own.Ids, p.Row), ["neighbour"] = NameOf(others.Ids, p.Neighbour), ["distance"] = Json.Number(p.Distance) })),
        ["neighbours"] = path,
    };

    private static OutputTable Table(ExampleIds own, ExampleIds others, IReadOnlyList<IReadOnlyList<(int Row, double Distance)>> found)
    {
        var pairs = found.SelectMany((near, row) => near.Select((n, rank) => (Row: row, Rank: rank + 1L, Neighbour: n.Row, n.Distance))).ToList();
        return new([
            .. own.Columns("example", [.. pairs.Select(p => p.Row)]),
            new("rank", [.. pairs.Select(p => p.Rank)]),
            .. others.Columns("neighbour", [.. pairs.Select(p => p.Neighbour)], "neighbour_"),
            new("distance", [.. pairs.Select(p => p.Distance)], "G9"),
        ]);
    }
}
