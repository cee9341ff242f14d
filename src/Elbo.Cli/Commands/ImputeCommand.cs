using System.CommandLine;
using Elbo.Cli.Shell;
using Elbo.Data;
using Elbo.Evaluation.Imputation;
using Elbo.Evaluation.Measures;
using Elbo.Models.Latents;
using Elbo.Runs.Sessions;
using Elbo.Torch;

namespace Elbo.Cli.Commands;

/// <summary><c>elbo impute runs/vae-people-1 --data gaps.csv --out filled.csv</c>.</summary>
internal sealed class ImputeCommand : Verb
{
    private const int UsualSamples = 50, BatchSize = 200;

    private readonly Argument<string> run = RunOptions.Run();
    private readonly Option<string> source = new("--data") { HelpName = "FILE", Description = "The table whose missing cells are filled, .csv or .tsv, with the columns the run was trained on", Required = true };
    private readonly Option<string> file = RunOptions.File("imputed.csv", "Where the filled table goes: .csv or .tsv, written as the table is; cells that are there stay as they are");
    private readonly Option<int?> draws = OptionKinds.WholeNumber("--draws", "N", "Fill N times at random as the model thinks likely, for multiple imputation, in place of once with what is to be expected; 1 to 1000", 1, 1000);
    private readonly Option<int?> samples = OptionKinds.WholeNumber("--samples", "K", $"Importance samples of the code of each row; 1 or more [default: {UsualSamples}]", least: 1);
    private readonly Option<ulong?> seed = RunOptions.Seed("the draws");

    public ImputeCommand()
        : base("impute", "Fill the missing cells of a table by what its other cells say")
    {
        Group = "Use a trained model";
        Add(run);
        foreach (var option in (Option[])[source, file, draws, samples, seed, SharedOptions.Weights, SharedOptions.Threads, SharedOptions.Json]) Add(option);
        Examples =
        [
            new("elbo impute runs/vae-people-1 --data gaps.csv --out filled.csv", "Every empty cell, NA or NaN becomes its expected value or likeliest category."),
            new("elbo impute runs/vae-people-1 --data gaps.csv --out filled.csv --draws 5", "Five tables below one another, which differ by as much as is not known."),
        ];
    }

    public override ExitCode Run(ParseResult given, Session session)
    {
        using var trained = RunOptions.Open(given, run, session);
        if (trained.Directory.ReadSchema().Encoding is not { } encoding) throw new CommandException($"{trained.Directory.Path}: was not trained on a table, whose cells could be filled");
        if (MeasureCatalog.Bound.Unfit(trained.Model, trained.Directory.ReadSchema()) is { } reason) throw new CommandException($"{trained.Directory.Path}: a {trained.Directory.Config.Model} cannot impute: {reason}");
        var model = trained.Able<ILatentVariables>("impute");
        if (model.Words.Given is not null) throw new CommandException($"{trained.Directory.Path}: a {trained.Directory.Config.Model} is given a part of its rows, which must not be missing; train a vae");
        var path = given.GetRequiredValue(file);
        if (!path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) && !path.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase)) throw new UsageException($"--out {path}: the name must end in .csv or .tsv");
        if (Path.GetFullPath(path) == Path.GetFullPath(given.GetRequiredValue(source))) throw new UsageException($"--out {path}: it is the table with the gaps, which only it tells from what is filled in; name another file");
        using var table = GappedTable.Read(given.GetRequiredValue(source), trained.Directory.Config.Data.ToOptions().Table, encoding);
        var (imputer, noise, count) = (new Imputer(model, given.GetValue(samples) ?? UsualSamples), new NoiseStream(new SeedStreams(given.GetValue(seed) ?? 1).Seed("impute")), given.GetValue(draws));
        if (count > 1 && table.HasColumn("draw")) throw new UsageException($"--draws {count}: {given.GetValue(source)} has a column 'draw', as the number of the filling is called; fill it once, or give the column another name");
        if (table.Unknown > 0) session.Progress.Note($"{table.Unknown} cells hold a category or bit that no training row has: they say nothing to the model and stay as they are");
        using var scope = TensorScope.Enter();
        using var work = session.Progress.Begin("impute", table.Count * (count ?? 1));
        var filled = new List<Tensor>();
        for (var k = 0; k < (count ?? 1); k++)
        {
            var parts = new List<Tensor>();
            for (var first = 0; first < table.Count; first += BatchSize)
            {
                session.Cancel.ThrowIfCancellationRequested();
                var size = Math.Min(BatchSize, table.Count - first);
                parts.Add(imputer.Fill(table.Values.Narrow(0, first, size), table.Open.Narrow(0, first, size), table.Observed.Narrow(0, first, size), noise, count is not null));
                work.Report((k * table.Count) + first + size);
            }

            filled.Add(Ops.Cat([.. parts]));
        }

        work.Done();
        table.Save(OutputFile.Place(path), filled);
        session.Result(() => new() { ["rows"] = table.Count, ["filled"] = table.Gaps, ["draws"] = count, ["table"] = path },
            text => text.WriteLine($"{path}  {table.Count} rows, {table.Gaps} cells filled{(count is { } times ? $", {times} time{(times == 1 ? "" : "s")} at random" : " with what is to be expected")}"));
        return ExitCode.Fine;
    }
}
