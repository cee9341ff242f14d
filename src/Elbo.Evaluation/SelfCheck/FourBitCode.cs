using Elbo.Data;
using Elbo.Models;
using Elbo.Models.Latents;
using Elbo.Probability;
using Elbo.Torch;

namespace Elbo.Evaluation.SelfCheck;

/// <summary>
/// A code of four bits and three bits of data: b_k ~ Bernoulli(σ(π_k)), x_d ~ Bernoulli(σ(Σ_k W_dk b_k + c_d)), q(b_k | x) = Bernoulli(σ(φ_k)). Its posterior does not fall apart into bits, and all of it
/// is a sum over sixteen states (<see cref="FourBitTruth"/>). The example is <see cref="Example"/>.
/// </summary>
internal sealed class FourBitCode : ILatentVariables
{
    public const int Bits = 4, Pixels = 3;

    private const string Site = "bits";

    private readonly Tensor posterior, prior, weight, bias;

    /// <summary>Owned by the scope around it.</summary>
    public FourBitCode()
    {
        var truth = FourBitTruth.Parameters;
        posterior = Part(truth.Posterior);
        prior = Part(truth.Prior);
        weight = Part(truth.Weight).View([Pixels, Bits]).Detach().RequireGrad();
        bias = Part(truth.Bias);
    }

    /// <summary>x = (1, 0, 1), over and over.</summary>
    public static FixedExamples Repeat(int count) => new([.. Example], Pixels, count);

    public static IReadOnlyList<float> Example { get; } = [1, 0, 1];

    /// <summary>φ; π; W and c: what posterior, prior and likelihood learn.</summary>
    public Tensor[] Parameters => [posterior, prior, weight, bias];

    public void VisitPosterior(Batch x, SiteWalk walk) => walk.At(Site, new Bernoulli(posterior.Expand([x.Count, Bits])));

    public void VisitPrior(Batch given, SiteWalk walk) => walk.At(Site, new Bernoulli(prior.Expand([given.Count, Bits])));

    public Distribution Likelihood(Batch given, SiteValues z, Pass pass) => new Bernoulli(z[Site].Matmul(weight.T()) + bias);

    public Tensor Observed(Batch x) => x.X.To(DType.F64);

    private static Tensor Part(double[] values) => Tensor.From(values).RequireGrad();
}
