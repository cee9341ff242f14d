using Elbo.Data;
using Elbo.Torch;

namespace Elbo.Models.Latents;

/// <summary>Examples that a model makes, with the z they were made from: an exact draw from p(z | x).</summary>
/// <param name="X">B examples.</param>
/// <param name="Z">Values [1, B, …] of all sites.</param>
public sealed record Simulation(Batch X, SiteValues Z)
{
    /// <summary>z ~ p(z), x ~ p(x | z); both draws live in the current scope.</summary>
    /// <param name="given">What the model is conditioned on, and the type and shape of examples.</param>
    /// <exception cref="NotSupportedException">p(x | z) cannot be drawn from.</exception>
    public static Simulation Draw(IGenerativeModel model, Batch given, NoiseStream noise)
    {
        using var off = Gradients.Off();
        var walk = new DrawWalk(noise, 1, given.Count);
        model.VisitPrior(given, walk);
        var x = model.Likelihood(given, walk.Values, new(noise)).Draw(noise).Value;
        var whole = model.Whole(given, x.Reshape(model.Observed(given).Shape).To(given.X.DType));
        return new(given.With(Field.Main, whole), walk.Values);
    }
}
