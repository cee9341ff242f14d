using System.CommandLine;
using Elbo.Data;
using Elbo.Torch;

namespace Elbo.Cli.Shell;

/// <summary>Options and arguments that mean the same wherever they appear.</summary>
internal static class SharedOptions
{
    public static Option<bool> Help { get; } = new("--help", "-h", "-?") { Description = "Show this", Recursive = true, Arity = ArgumentArity.Zero };

    public static Option<bool> Version { get; } = new("--version") { Description = "Show the version", Arity = ArgumentArity.Zero };

    public static Option<bool> Quiet { get; } = new("--quiet", "-q") { Description = "No progress and no notes; errors are still shown", Recursive = true, Arity = ArgumentArity.Zero };

    /// <summary>An assembly with models of the user's own, loaded before any command runs.</summary>
    public static Option<string?> Models { get; } = new("--models") { HelpName = "FILE", Description = "An assembly (.dll) with models of your own, which then have names like any other", Recursive = true };

    /// <summary>With it, standard output carries one JSON object and nothing else.</summary>
    public static Option<bool> Json { get; } = new("--json") { Description = "Print one JSON object on standard output and nothing else there", Arity = ArgumentArity.Zero };

    public static Option<int?> Threads { get; } =
        OptionKinds.WholeNumber("--threads", "N", "Threads an operation may use; all cores unless given", least: 1, most: 1024);

    /// <summary>Which of a run's weights to take: the name of a <see cref="Elbo.Training.Runs.WeightsKind"/>.</summary>
    public static Option<string> Weights { get; } =
        OptionKinds.Choice("--weights", "W", "Which weights: those after the last step, of the best epoch, or averaged (training.ema)", "last", "last", "best", "ema");

    /// <summary>What matrix products are rounded to; <see cref="EnterPrecision"/> acts on it.</summary>
    public static Option<string> Precision { get; } =
        OptionKinds.Choice("--precision", "P", "Matrix products in f32, or in bf16 with all else in f32: faster where the processor has it, a little rounded", "f32", "f32", "bf16");

    /// <summary>Opens a scope of the precision that was asked for.</summary>
    public static PrecisionScope EnterPrecision(ParseResult given) => PrecisionScope.Enter(Enum.Parse<MatrixPrecision>(given.GetRequiredValue(Precision), ignoreCase: true));

    /// <summary>The id of a catalogue entry; an unknown one is a usage error with the nearest name.</summary>
    public static Argument<string> DatasetId() => Dataset("id", "A data set of `elbo data list`", orPath: false);

    /// <summary>The id of a catalogue entry, or a file or folder of the user's own.</summary>
    public static Argument<string> DatasetIdOrPath() => Dataset("id|path", "A data set of `elbo data list`, or a file or folder of your own", orPath: true);

    private static Argument<string> Dataset(string slot, string description, bool orPath)
    {
        var id = new Argument<string>(slot) { Description = description };
        id.Validators.Add(result =>
        {
            if (result.Tokens is not [var token] || (orPath && (token.Value.Contains(Path.DirectorySeparatorChar) || Path.HasExtension(token.Value) || Path.Exists(token.Value)))) return;
            var known = DatasetCatalog.All.Select(d => d.Id).ToList();
            if (!known.Contains(token.Value)) result.AddError($"unknown data set '{token.Value}'{NearestName.Hint(token.Value, known)}");
        });
        return id;
    }
}
