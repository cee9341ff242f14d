using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Probability.Flows;

/// <summary>A network that gives the numbers by which elements of a vector are moved, given others. Borrowed from the module that owns it.</summary>
/// <param name="Network">From values […, D] and the context to a location m and a log-scale or gate s, each […, D′]; s is null where nothing is scaled.</param>
/// <param name="Owner">Whose parameters they are.</param>
/// <param name="Context">[batch…, C], what else it is told; or null.</param>
public sealed record ConditionerNetwork(Func<Tensor, Tensor?, (Tensor Location, Tensor? Scale)> Network, Module Owner, Tensor? Context = null)
{
    /// <summary>m and s given values […, D].</summary>
    public (Tensor Location, Tensor? Scale) Of(Tensor values) => Network(values, Context);

    /// <summary>The same, into whose parameters and context no gradient flows.</summary>
    public ConditionerNetwork Detached()
    {
        var (network, owner) = (Network, Owner);
        return new((values, context) =>
        {
            using var frozen = new FrozenParameters(owner.Parameters());
            return network(values, context);
        }, owner, Context?.Detach());
    }
}
