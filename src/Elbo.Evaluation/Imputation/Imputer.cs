using Elbo.Data;
using Elbo.Models.Latents;
using Elbo.Models.Likelihoods;
using Elbo.Probability;
using Elbo.Torch;

namespace Elbo.Evaluation.Imputation;

/// <summary>
/// Fills what is missing in examples by what is there: z_k ~ q(z | x) of the filled example, weighted by p(x_observed | z) p(z) / q(z | x), are draws from p(z | x_observed) for many k (Mattei
/// &amp; Frellsen 2019, arXiv 1812.02633, eq. 11). The example is filled anew from one of them and encoded again, as in pseudo-Gibbs sampling (Rezende et al. 2014, arXiv 1401.4082, appendix F), so
/// that the proposal is good although the encoder has never seen what is missing; the weights of the last sweep are those that count.
/// </summary>
public sealed class Imputer
{
    /// <summary>Sweeps before the last.</summary>
    public const int Sweeps = 10;

    private readonly ILatentVariables model;
    private readonly int samples;

    /// <param name="samples">K of each sweep.</param>
    public Imputer(ILatentVariables model, int samples) => (this.model, this.samples) = (model, samples);

    /// <summary>E[x | x_observed], or with <paramref name="isDraw"/> a draw, [B, D].</summary>
    /// <param name="x">With anything at what is missing, [B, D].</param>
    /// <param name="open">1 where a number is missing, [B, D].</param>
    /// <param name="observed">1 where a number counts, [B, D].</param>
    public Tensor Fill(Tensor x, Tensor open, Tensor observed, NoiseStream noise, bool isDraw)
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        var filled = x;
        for (var sweep = 0; sweep < Sweeps; sweep++) filled = Put(x, open, Sweep(filled, observed, noise, true));
        return scope.Keep(Put(x, open, Sweep(filled, observed, noise, isDraw)));
    }

    private static Tensor Put(Tensor x, Tensor open, Tensor values) => x * (1 - open) + values.To(x.DType) * open;

    private Tensor Sweep(Tensor x, Tensor observed, NoiseStream noise, bool isDraw)
    {
        using var scope = TensorScope.Enter();
        var bound = Bound.DrawLatents(model, new Batch(x, null, Tensor.Arange(x.Size(0))), samples, new(noise));
        var row = bound.Likelihood is ICellsThatMiss cells ? cells.Complete() : bound.Likelihood;
        var logs = (row.Elements().LogProb(x) * observed).Sum([-1]) + bound.LogP() - bound.LogQ();
        if (!isDraw) return scope.Keep((logs.Softmax(0).Unsqueeze(-1) * row.Location()!).Sum([0]));
        var chosen = new Categorical(logs.T().Contiguous()).Draw(noise).Value;
        var drawn = row.Draw(noise).Value;
        return scope.Keep(drawn.Gather(0, chosen.View([1, -1, 1]).Expand([1, x.Size(0), x.Size(1)])).Squeeze(0));
    }
}
