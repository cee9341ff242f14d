using System.CommandLine;
using Elbo.Cli.Shell;
using Elbo.Evaluation.Likelihood;
using Elbo.Models.Latents;
using Elbo.Runs.Sessions;

namespace Elbo.Cli.Commands;

/// <summary>The options of <c>--estimator ais</c>.</summary>
internal sealed class AnnealingChoice
{
    private readonly Option<int?> chains = OptionKinds.WholeNumber("--chains", "C", $"ais: chains of each example [default: {AnnealingOptions.UsualChains}]", least: 1);
    private readonly Option<int?> steps = OptionKinds.WholeNumber("--steps", "T", $"ais: distributions from the start to the posterior, with both ends [default: {AnnealingOptions.UsualSteps}]", least: 2);
    private readonly Option<bool> bdmc = new("--bdmc") { Description = "ais: bound simulated examples from above too, which says what the estimate is off by at most", Arity = ArgumentArity.Zero };
    private readonly Option<string?> start = OptionKinds.ChoiceOrNone("--init", "START", "ais: what the chains are drawn from", "prior", ["prior", "encoder"]);
    private readonly Option<double?> stepSize = OptionKinds.RealNumber("--step-size", "E", "ais: one step size of leapfrog for all distributions [default: it adapts]", least: 1e-6, most: 10);
    private readonly Option<double?> minutes = OptionKinds.RealNumber("--minutes", "M", "ais: stop after this time, with the examples done so far [default: never]", least: 0.001, most: 1e6);

    public IReadOnlyList<Option> Options => [chains, steps, bdmc, start, stepSize, minutes];

    /// <summary>What was chosen; null where annealing was not asked for.</summary>
    /// <exception cref="UsageException">Options of annealing without it, which would have no effect.</exception>
    public AnnealingOptions? Of(ParseResult given, bool isAsked)
    {
        if (isAsked)
        {
            return new()
            {
                Chains = given.GetValue(chains) ?? AnnealingOptions.UsualChains,
                Steps = given.GetValue(steps) ?? AnnealingOptions.UsualSteps,
                Bdmc = given.GetValue(bdmc),
                Start = given.GetValue(start) == "encoder" ? AnnealingBase.Encoder : AnnealingBase.Prior,
                StepSize = given.GetValue(stepSize),
                Minutes = given.GetValue(minutes),
            };
        }
        if (Options.FirstOrDefault(o => given.GetResult(o) is { Implicit: false }) is { } idle) throw new UsageException($"{idle.Name} is an option of --estimator ais");
        return null;
    }
}
