using Elbo.Torch;

namespace Elbo.Probability.Flows;

/// <summary>Maps one after the other; none is the identity.</summary>
/// <param name="steps">First to last.</param>
public sealed class BijectorChain(params IReadOnlyList<Bijector> steps) : Bijector(steps.Count == 0 ? 1 : steps[0].EventAxes)
{
    /// <inheritdoc/>
    public override Moved Forward(Tensor u) => Through(steps, u, (step, at) => step.Forward(at));

    /// <inheritdoc/>
    public override Moved Inverse(Tensor z) => Through(steps.Reverse(), z, (step, at) => step.Inverse(at));

    /// <inheritdoc/>
    public override Bijector Detached() => new BijectorChain([.. steps.Select(s => s.Detached())]);

    private static Moved Through(IEnumerable<Bijector> steps, Tensor at, Func<Bijector, Tensor, Moved> move)
    {
        Tensor? logDet = null, elements = null;
        var told = true;
        foreach (var step in steps)
        {
            var moved = move(step, at);
            (at, logDet) = (moved.Value, Moved.Add(logDet, moved.LogDet));
            // A step that does not say leaves unknown which element is which.
            told &= moved.Elements is not null;
            elements = told ? Moved.Add(elements, moved.Elements) : null;
        }
        return new(at, logDet) { Elements = elements };
    }
}
