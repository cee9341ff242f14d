using System.CommandLine;
using Elbo.Data;
using Elbo.Torch;

namespace Elbo.Cli.Commands;

/// <summary>Options and arguments that mean the same wherever they appear.</summary>
internal static class SharedOptions
{
    public static Option<bool> Help { get; } = new("--help", "-h", "-?") { Description = "Show this", Recursive = true, Arity = ArgumentArity.Zero };

    public static Option<bool> Version { get; } = new("--version") { Description = "Show the version", Arity = ArgumentArity.Zero };

    public static Option<bool> Quiet { get; } = new("--quiet", "-q") { Description = "No progress and no notes; errors are still shown", Recursive = true, Arity = ArgumentArity.Zero };

    /// <summary>With it, standard output carries one JSON object and nothing else.</summary>
    public static Option<bool> Json { get; } = new("--json") { Description = "Print one JSON object on standard output and nothing else there", Arity = ArgumentArity.Zero };

    public static Option<int?> Threads { get; } =
        OptionKinds.WholeNumber("--threads", "N", "Threads an operation may use; all cores unless given", least: 1, most: 1024);

    /// <summary>What matrix products are rounded to; <see cref="EnterPrecision"/> acts on it.</summary>
    public static Option<string> Precision { get; } =
        OptionKinds.Choice("--precision", "P", "Matrix products in f32, or in bf16 with all else in f32: faster where the processor has it, a little rounded", "f32", "f32", "bf16");

    /// <summary>Opens a scope of the precision that was asked for.</summary>
    public static PrecisionScope EnterPrecision(ParseResult given) => PrecisionScope.Enter(Enum.Parse<MatrixPrecision>(given.GetRequiredValue(Precision), ignoreCase: true));

    /// <summary>The id of a catalogue entry; an unknown one is a usage error with the nearest name.</summary>
    public static Argument<string> DatasetId()
    {
        var id = new Argument<string>("id") { Description = "A data set of `elbo data list`" };
        id.Validators.Add(result =>
        {
            if (result.Tokens is not [var token]) return;
            var known = DatasetCatalog.All.Select(d => d.Id).ToList();
            if (!known.Contains(token.Value)) result.AddError($"unknown data set '{token.Value}'{NearestName.Hint(token.Value, known)}");
        });
        return id;
    }
}
