using Elbo.Data;
using Elbo.Models;
using Elbo.Models.Latents;
using Elbo.Probability;
using Elbo.Torch;

namespace Elbo.Evaluation.SelfCheck;

/// <summary>Posterior means ±s of five dimensions, half each, of variances s² = 0, 0.0081, 0.0121, 0.25 and 4: three are above the paper's threshold of 0.01.</summary>
internal sealed class GradedCode : ILatentVariables, IDisposable
{
    public const int Active = 3;

    public FixedExamples Examples { get; } = new([1, -1], 1, 1000);

    public void VisitPosterior(Batch x, SiteWalk walk) => walk.At("z", Normal.FromStd(x.X * Tensor.From([0f, 0.09f, 0.11f, 0.5f, 2f], 1, 5), Tensor.Ones([5])));

    public void VisitPrior(Batch given, SiteWalk walk) => walk.At("z", new StandardNormal(5));

    /// <summary>Of no account here: x does not depend on z.</summary>
    public Distribution Likelihood(Batch given, SiteValues z, Pass pass) => new StandardNormal(1);

    public void Dispose() => Examples.Dispose();
}
