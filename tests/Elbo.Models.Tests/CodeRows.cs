using Elbo.Models.Latents;
using Elbo.Models.Objectives;
using Elbo.Torch;

namespace Elbo.Models.Tests;

/// <summary>Models seen as q(z | x) and p(x, z) with all sites of z in one row [S, B, Z]: what sums over grids and lists want.</summary>
internal static class CodeRows
{
    public static ILatentVariables Latent(this Model model) => model.As<ILatentVariables>()!;

    /// <summary>Draws z [S, B, Z] with log q(z | x) [S, B].</summary>
    public static (Tensor Z, Tensor LogQ) Infer(this Model model, Data.Batch x, int samples, NoiseStream noise)
    {
        var walk = new DrawWalk(noise, samples, x.Count);
        model.Latent().VisitPosterior(x, walk);
        var logQ = walk.Draws.Select(d => d.Drawn.LogProb()).Aggregate((a, b) => a + b);
        return (Ops.Cat([.. walk.Draws.Select(d => (d.Drawn.Value.Rank == 2 ? d.Drawn.Value.Unsqueeze(-1) : d.Drawn.Value.Flatten(2)).To(logQ.DType))], -1), logQ);
    }

    /// <summary>log p(x, z) [S, B] of rows z [S, B, Z].</summary>
    public static Tensor LogJoint(this Model model, Data.Batch x, Tensor z)
    {
        var walk = new DrawWalk(new NoiseStream(0), 1, x.Count);
        using (Gradients.Off()) model.Latent().VisitPosterior(x, walk);
        var values = new SiteValues();
        var at = 0L;
        foreach (var (site, drawn) in walk.Draws)
        {
            var (shape, type) = (drawn.Value.Shape[2..].ToArray(), drawn.Value.DType);
            var size = shape.Aggregate(1L, (a, b) => a * b);
            values.Add(site, z.Narrow(-1, at, size).Reshape([.. z.Shape[..^1], .. shape]).To(type));
            at += size;
        }
        at.ShouldBe(z.Size(-1));
        return JointDensity.LogProb(model.Latent(), x, values);
    }

    /// <summary>One draw of log p(x | z) and the divergence, [B] nats.</summary>
    public static (Tensor Reconstruction, Tensor Kl) ElboTerms(this Model model, Data.Batch x, NoiseStream noise)
    {
        var bound = Bound.Draw(model.Latent(), x, 1, new(noise));
        return (SampleAxis.Mean(bound.LogLikelihood), SampleAxis.Mean(bound.Divergence()));
    }
}
