using Elbo.Data;
using Elbo.Models.Latents;
using Elbo.Torch;

namespace Elbo.Models.Objectives;

/// <summary>
/// −E_q[log p(x | z)] + β KL(q(z | x) ‖ p(z)) (Higgins et al. 2017, eq. 4), or with a capacity −E_q[log p(x | z)] + β |KL − C(t)|, which holds the
/// divergence of each example at C nats while C grows (Burgess et al. 2018, arXiv 1804.03599, eq. 8). β is multiplied by
/// <see cref="StepContext.KlWeight"/>. Terms <c>reconstruction</c> and <c>kl</c>; with a capacity <c>kl_gap</c> (|KL − C|), <c>kl</c> and
/// <c>capacity</c> (C) being notes.
/// </summary>
/// <param name="beta">β ≥ 0, written γ where there is a capacity.</param>
/// <param name="capacity">C(t); null for none.</param>
public sealed class BetaObjective(double beta, Capacity? capacity = null) : IObjective, IKlWeighted
{
    /// <inheritdoc/>
    public LossTerms Of(ILatentVariables model, Batch x, StepContext step)
    {
        var pass = new Pass(step);
        var bound = Bound.Draw(model, x, 1, pass);
        Tensor reconstruction = SampleAxis.Mean(-bound.LogLikelihood), kl = SampleAxis.Mean(bound.Divergence());
        var weight = beta * step.KlWeight;
        if (capacity is not { } wanted)
            return new(pass.Added(reconstruction + kl * weight), [new("reconstruction", reconstruction, Weight: 1), new("kl", kl, Weight: weight), .. pass.Terms]);
        var nats = wanted.At(step.Step);
        var gap = (kl - nats).Abs();
        return new(pass.Added(reconstruction + gap * weight),
        [
            new("reconstruction", reconstruction, Weight: 1), new("kl_gap", gap, Weight: weight), new("kl", kl),
            new("capacity", Tensor.Full(kl.Shape, nats, kl.DType, kl.Device)), .. pass.Terms,
        ]);
    }
}

/// <summary>A divergence that rises in a line from 0 and then stays.</summary>
/// <param name="Nats">Where it ends.</param>
/// <param name="Steps">Steps until then.</param>
public readonly record struct Capacity(double Nats, long Steps)
{
    /// <summary>C at a step counted from 0, nats.</summary>
    public double At(long step) => step >= Steps ? Nats : Nats * step / Steps;
}
