using System.CommandLine;
using Elbo.Cli.Shell;
using Elbo.Data;
using Elbo.Runs;
using Elbo.Runs.Reports;
using Elbo.Runs.Sessions;
using Elbo.Training.Runs;

namespace Elbo.Cli.Commands;

/// <summary>Options of commands that work on runs.</summary>
internal static class RunOptions
{
    /// <summary>Only a part of a split.</summary>
    public static Option<int?> Limit() => OptionKinds.WholeNumber("--limit", "N", "Only the first N examples; all of them unless given", least: 1);

    public static Option<string?> Device() => new("--device") { HelpName = "D", Description = "Where to compute: cpu (the usual), cuda or cuda:N" };

    public static Option<ulong?> Seed(string of, string initial = "1") => OptionKinds.Seed("--seed", "N", $"Seed of {of}: the same seed, the same numbers [default: {initial}]");

    public static Argument<string> Run() => new("run") { Description = "Folder of a run, as `elbo train` made it" };

    /// <summary>An image to write.</summary>
    public static Option<string> Image(string name) =>
        new("--out", "-o") { HelpName = "FILE", Description = "Where the PNG goes", DefaultValueFactory = _ => name };

    /// <summary>Examples to write: <see cref="ExampleFiles"/> has the forms.</summary>
    public static Option<string?> Examples(string name) => new("--out", "-o")
    {
        HelpName = "PATH",
        Description = $"Where they go: images to a PNG, rows of a table to a .csv or .parquet, any to an .npy, audio to one .wav, to a .png of spectrograms, or to a folder of both [default: {name}]",
    };

    /// <summary>A file to write.</summary>
    public static Option<string> File(string name, string what) =>
        new("--out", "-o") { HelpName = "FILE", Description = what, DefaultValueFactory = _ => name };

    /// <summary>Opens a run, sets the threads and loads the model, as the shared options say.</summary>
    public static TrainedRun Open(ParseResult given, Argument<string> run, Session session) => TrainedRun.Open(
        given.GetRequiredValue(run), session, Enum.Parse<WeightsKind>(given.GetRequiredValue(SharedOptions.Weights), ignoreCase: true), given.GetValue(SharedOptions.Threads));

    /// <summary>A part of the data; null where none is asked for, so that what there is is taken.</summary>
    public static Option<string?> Split(string meaning = "Part of the data") =>
        OptionKinds.ChoiceOrNone("--split", "S", meaning, "test, and where there is none what is held out, else all", ["train", "validation", "test"]);

    /// <summary>Single examples of a split.</summary>
    public static Option<string?> Indices() => new("--indices") { HelpName = "I,J-K", Description = "Only these examples, by their index from 0, such as 3,14,20-22" };

    /// <summary>What the rows of a table are called.</summary>
    public static Option<string?> RowId() => new("--id") { HelpName = "COLUMN", Description = "Column of a table that names its rows, in place of their lines; short for --set data.rowId=COLUMN in training" };

    /// <summary>Other data than the run's own.</summary>
    public static Option<string?> Data(string verb) => new("--data") { HelpName = "ID|PATH", Description = $"{verb} this data instead of the run's own; examples must have the same shape" };

    /// <summary>An index into a split; null when not given.</summary>
    /// <exception cref="UsageException">Beyond its end.</exception>
    public static int? Example(ParseResult given, Option<int?> option, IDataset data, Split split) =>
        given.GetValue(option) is not { } index ? null
        : index < data.Count(split) ? index
        : throw new UsageException($"{option.Name} {index}: the {split.ToString().ToLowerInvariant()} split of {data.Info.Id} has examples 0 to {data.Count(split) - 1}");

    public static Split ParseSplit(string name) => Enum.Parse<Split>(name, ignoreCase: true);

    public static Split? TrySplit(string? name) => name is null ? null : ParseSplit(name);
}
