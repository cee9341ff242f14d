using System.CommandLine;
using Elbo.Cli.Shell;
using Elbo.Runs.Coding;
using Elbo.Runs.Sessions;
using Elbo.Torch;
using Elbo.Torch.IO;

namespace Elbo.Cli.Commands;

/// <summary><c>elbo encode runs/vae-mnist-1 --out codes.npy</c>.</summary>
internal sealed class EncodeCommand : Verb
{
    private readonly Argument<string> run = RunOptions.Run();
    private readonly Option<string?> other = RunOptions.Data("Encode");
    private readonly Option<string?> rowId = RunOptions.RowId();
    private readonly Option<string?> indices = RunOptions.Indices();
    private readonly Option<string?> split = RunOptions.Split();
    private readonly Option<int?> limit = RunOptions.Limit();
    private readonly Option<string> file = RunOptions.File("codes.npy", "Where the codes go, .npy: [N, Z] f32, of a graph a row for each node, or discrete ones [N, H, W] … i64; or .csv or .parquet: a row each with number, name of the file or line of the table, class and code");
    private readonly Option<string?> labelFile = new("--labels") { HelpName = "FILE", Description = "Also write the labels [N] there, i64 .npy; an error for data without labels" };

    public EncodeCommand()
        : base("encode", "Write the codes of a split as a numpy array: posterior means, or discrete codes")
    {
        Group = "Use a trained model";
        foreach (var option in (Option[])[other, rowId, indices, split, limit, file, labelFile, SharedOptions.Weights, SharedOptions.Precision, SharedOptions.Threads, SharedOptions.Json]) Add(option);
        Add(run);
        Examples =
        [
            new("elbo encode runs/vae-mnist-1 --out codes.npy", "Codes of the test split, [10000, Z] for MNIST; numpy.load reads them."),
            new("elbo encode runs/vae-mnist-1 --split train --labels labels.npy", "With labels, to fit a classifier on."),
            new("elbo encode runs/vgae-cora-1 --out nodes.csv", "A row for each node of a graph: its number, its class and its code."),
            new("elbo encode runs/vq-vae-mnist-1 --out tokens.npy", "Discrete codes, [10000, 7, 7]: tokens for another model."),
        ];
    }

    public override ExitCode Run(ParseResult given, Session session)
    {
        using var precision = SharedOptions.EnterPrecision(given);
        using var trained = RunOptions.Open(given, run, session);
        var shape = RunCodes.ShapeOf(trained);
        var (path, labelPath) = (given.GetRequiredValue(file), given.GetValue(labelFile));
        var isTable = OutputFile.HasHeads(path);
        if (isTable && shape.Count != 1) throw new UsageException($"--out {path}: discrete codes of shape [{string.Join(", ", shape)}] are no rows of a table; name a file that ends in .npy");
        using var data = trained.OpenData(RunOptions.TrySplit(given.GetValue(split)), session, out var part, given.GetValue(other), rowId: given.GetValue(rowId), indices: IndexList.Chooser(given.GetValue(indices)));
        using var outer = TensorScope.Enter();
        var (all, classes, ids) = RunCodes.Of(trained, data, part, session, given.GetValue(limit) ?? int.MaxValue);
        if (labelPath is not null && classes is null) throw new UsageException($"--labels: {data.Info.Id} has no labels");
        if (isTable) CodeTable.Of(all, ids, data.Info.Kind).Save(OutputFile.Place(path));
        else Npy.Save(OutputFile.Place(path), all);
        if (labelPath is not null) Npy.Save(OutputFile.Place(labelPath), classes!);
        session.Result(
            () => new() { ["examples"] = all.Size(0), ["latent"] = shape.Aggregate(1, (a, b) => a * b), ["shape"] = Json.Array(shape.Select(size => (System.Text.Json.Nodes.JsonNode?)size)), ["codes"] = path, ["labels"] = labelPath },
            text => text.WriteLine($"{path}  [{all.Size(0)}, {string.Join(", ", shape)}]"));
        return ExitCode.Fine;
    }
}
