using Elbo.Torch;

namespace Elbo.Probability.Flows;

/// <summary>Maps one after the other; none is the identity.</summary>
/// <param name="steps">First to last.</param>
public sealed class BijectorChain(params IReadOnlyList<Bijector> steps) : Bijector
{
    /// <inheritdoc/>
    public override Moved Forward(Tensor u) => Through(steps, u, (step, at) => step.Forward(at));

    /// <inheritdoc/>
    public override Moved Inverse(Tensor z) => Through(steps.Reverse(), z, (step, at) => step.Inverse(at));

    /// <inheritdoc/>
    public override Bijector Detached() => new BijectorChain([.. steps.Select(s => s.Detached())]);

    private static Moved Through(IEnumerable<Bijector> steps, Tensor at, Func<Bijector, Tensor, Moved> move)
    {
        Tensor? logDet = null;
        foreach (var step in steps)
        {
            var (value, stretch) = move(step, at);
            (at, logDet) = (value, Moved.Add(logDet, stretch));
        }
        return new(at, logDet);
    }
}
