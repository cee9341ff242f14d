using Elbo.Data;
using Elbo.Models.Latents;
using Elbo.Torch;

namespace Elbo.Models.Objectives;

/// <summary>One draw of all sites of an example, side by side [B, Z]: what discriminators and kernels look at.</summary>
internal static class CodeRow
{
    /// <summary>Of a bound with one draw.</summary>
    public static Tensor Of(Bound bound) => Join([.. bound.Sites.Select(s => s.Value)]);

    /// <summary>z ~ q(z | x).</summary>
    public static Tensor Of(ILatentVariables model, Batch x, NoiseStream noise)
    {
        var walk = new DrawWalk(noise, 1, x.Count);
        model.VisitPosterior(x, walk);
        return Of(walk);
    }

    /// <summary>Of a walk with one draw.</summary>
    public static Tensor Of(DrawWalk walk) => Join([.. walk.Draws.Select(d => d.Drawn.Value)]);

    /// <summary>z ~ p(z), one for each example, the sites in the order of <paramref name="like"/>.</summary>
    public static Tensor OfPrior(ILatentVariables model, Batch given, IReadOnlyList<string> like, NoiseStream noise)
    {
        var walk = new DrawWalk(noise, 1, given.Count);
        model.VisitPrior(given, walk);
        return Join([.. like.Select(site => walk.Values[site])]);
    }

    private static Tensor Join(Tensor[] values) => values.Length == 1 ? values[0].Squeeze(0).Flatten(1) : Ops.Cat([.. values.Select(v => v.Squeeze(0).Flatten(1))], -1);
}
