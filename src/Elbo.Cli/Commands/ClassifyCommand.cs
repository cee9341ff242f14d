using System.CommandLine;
using System.Globalization;
using Elbo.Cli.Shell;
using Elbo.Models;
using Elbo.Runs.Classes;
using Elbo.Runs.Sessions;

namespace Elbo.Cli.Commands;

/// <summary><c>elbo classify runs/ssvae-mnist-1 --data photos/</c>.</summary>
internal sealed class ClassifyCommand : Verb
{
    private readonly Argument<string> run = RunOptions.Run();
    private readonly Option<string?> other = RunOptions.Data("Classify");
    private readonly Option<string?> rowId = RunOptions.RowId();
    private readonly Option<string?> indices = RunOptions.Indices();
    private readonly Option<string?> split = RunOptions.Split();
    private readonly Option<int?> limit = RunOptions.Limit();
    private readonly Option<string> file = RunOptions.File("classes.csv", "Where the table goes, .csv or .parquet: number, name of the file or line of the table, its class where the data says one, the likeliest class, its probability, and a column p(CLASS) for each class");

    public ClassifyCommand()
        : base("classify", "Write the likeliest class of every example, with probabilities, from a model that has learned classes")
    {
        Group = "Use a trained model";
        Add(run);
        foreach (var option in (Option[])[other, rowId, indices, split, limit, file, SharedOptions.Weights, SharedOptions.Precision, SharedOptions.Threads, SharedOptions.Json]) Add(option);
        Examples =
        [
            new("elbo classify runs/ssvae-mnist-1", "Every test example, and how many of them are told right."),
            new("elbo classify runs/ssvae-photos-1 --data new-photos/ --out classes.csv", "Images of which nobody has said the class yet; sort by probability to see the doubtful ones."),
        ];
    }

    public override ExitCode Run(ParseResult given, Session session)
    {
        using var precision = SharedOptions.EnterPrecision(given);
        using var trained = RunOptions.Open(given, run, session);
        var classifier = trained.Able<IClassifier>("tell classes");
        using var data = trained.OpenData(RunOptions.TrySplit(given.GetValue(split)), session, out var part, given.GetValue(other), rowId: given.GetValue(rowId), indices: IndexList.Chooser(given.GetValue(indices)));
        var path = given.GetRequiredValue(file);
        if (!OutputFile.HasHeads(path)) throw new UsageException($"--out {path}: classes have names, which .npy has no place for; name a file that ends in .csv or .parquet");
        var found = ExampleClasses.Of(classifier, data, part, given.GetValue(limit) ?? int.MaxValue, session);
        found.Table().Save(OutputFile.Place(path));
        session.Result(
            () => new() { ["examples"] = found.Count, ["known"] = found.Known, ["right"] = found.Right, ["classes"] = path },
            text => text.WriteLine($"{path}  {found.Count} rows" + (found.Known == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"; of {found.Known} whose class the data says {found.Right} are told right"))));
        return ExitCode.Fine;
    }
}
