using System.CommandLine;
using Elbo.Training.Runs;

namespace Elbo.Cli.Commands;

/// <summary>Options of commands that work on runs.</summary>
internal static class RunOptions
{
    public static Option<string?> Device() => new("--device") { HelpName = "D", Description = "Where to compute: cpu (the usual), cuda or cuda:N" };

    public static Option<ulong?> Seed(string of) => new("--seed") { HelpName = "N", Description = $"Seed of {of}; 1 unless given" };

    public static Argument<string> Run() => new("run") { Description = "The folder of a run, as `elbo train` made it" };

    /// <summary>A picture to write.</summary>
    public static Option<string> Picture(string name) =>
        new("--out", "-o") { HelpName = "FILE", Description = $"Where the PNG goes; {name} unless given", DefaultValueFactory = _ => name };

    /// <summary>A file to write.</summary>
    public static Option<string> File(string name, string what) =>
        new("--out", "-o") { HelpName = "FILE", Description = what, DefaultValueFactory = _ => name };

    public static Option<string> Split() => OptionKinds.Choice("--split", "S", "Part of the data", "test", "train", "validation", "test");

    /// <summary>Which of a run's weights to take.</summary>
    public static Option<string> Weights() => OptionKinds.Choice("--weights", "W", "Which weights: those after the last step, of the best epoch, or averaged (training.ema)", "last", "last", "best", "ema");

    public static WeightsKind ParseWeights(string name) => Enum.Parse<WeightsKind>(name, ignoreCase: true);

    public static Elbo.Data.Split ParseSplit(string name) => Enum.Parse<Elbo.Data.Split>(name, ignoreCase: true);
}
