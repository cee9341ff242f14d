using System.CommandLine;
using Elbo.Cli.Shell;
using Elbo.Evaluation.Likelihood;
using Elbo.Runs.Sessions;

namespace Elbo.Cli.Commands;

/// <summary>The option of <c>--estimator harmonic</c>.</summary>
internal sealed class HarmonicChoice
{
    public Option<int?> Draws { get; } = OptionKinds.WholeNumber("--draws", "L",
        $"harmonic: posterior draws of each example to fit a density to, and as many to estimate [default: {new HarmonicOptions().Draws}]", least: 10 * HarmonicOptions.Chains);

    /// <summary>What was chosen; null where it was not asked for.</summary>
    /// <exception cref="UsageException">Its option without it, which would have no effect.</exception>
    public HarmonicOptions? Of(ParseResult given, bool isAsked)
    {
        if (isAsked) return given.GetValue(Draws) is { } draws ? new() { Draws = draws } : new();
        if (given.GetResult(Draws) is { Implicit: false }) throw new UsageException($"{Draws.Name} is an option of --estimator harmonic");
        return null;
    }
}
