using Elbo.Probability;
using Elbo.Torch.Nn;

namespace Elbo.Models.Conditionals;

/// <summary>p(y | given): a network that gives a distribution. Encoders, priors and decoders all are.</summary>
/// <typeparam name="TGiven">A tensor, or a batch where more than one field is read.</typeparam>
public abstract class Conditional<TGiven> : Module
{
    /// <param name="eventShape">Shape of one y, e.g. <c>[Z]</c>.</param>
    protected Conditional(params ReadOnlySpan<long> eventShape) => EventShape = eventShape.ToArray();

    /// <summary>Shape of one y.</summary>
    public IReadOnlyList<long> EventShape { get; }

    /// <summary>Whether it always gives a <see cref="Latents.PointMass"/>: a deterministic network.</summary>
    public bool IsPoint { get; protected init; }

    /// <summary>Whether it gives <see cref="ImplicitDraws"/>: a sampler without a density.</summary>
    public bool IsImplicit { get; protected init; }

    /// <summary>Whether y is a direction, of length 1 over its last axis.</summary>
    public bool IsDirection { get; protected init; }

    /// <summary>The distribution given <paramref name="given"/>, one for each of its leading indices.</summary>
    /// <param name="given">[…, G].</param>
    /// <param name="pass">Receives figures worth a log and terms of the objective; null where nobody asks.</param>
    public abstract Distribution Of(TGiven given, Pass? pass = null);
}
