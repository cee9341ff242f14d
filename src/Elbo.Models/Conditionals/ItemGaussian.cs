using Elbo.Models.Networks;
using Elbo.Probability;
using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Conditionals;

/// <summary>
/// N(μ, diag σ²) of every item of a set given what is known of the item and of the set, as one distribution over [n, O]. Inputs […, n, I_k], or […, 1, I_k]
/// for what all items share. Weights and biases start at U(±1/√inputs): wider starts spend the first epochs on undoing likelihoods of thousands of nats.
/// </summary>
public sealed class ItemGaussian : Conditional<Tensor[]>
{
    private readonly JoinedMlp body;
    private readonly Linear mu, logVar;
    private readonly (double Low, double High)? range;

    /// <param name="inputs">Width of each input.</param>
    /// <param name="hidden">Widths of the layers, at least one.</param>
    /// <param name="items">n, of sets whose inputs do not tell.</param>
    /// <param name="outputs">O.</param>
    /// <param name="range">Ends that log σ² is kept between; null for none.</param>
    public ItemGaussian(IReadOnlyList<int> inputs, IReadOnlyList<int> hidden, int items, int outputs, Generator generator, (double Low, double High)? range = null)
        : base(items, outputs)
    {
        this.range = range;
        body = Child("body", new JoinedMlp(inputs, hidden, generator));
        mu = Child("mu", new Linear(body.Outputs, outputs, generator));
        logVar = Child("log_var", new Linear(body.Outputs, outputs, generator));
    }

    /// <inheritdoc/>
    public override Distribution Of(Tensor[] given, Pass? pass = null) => Of(given, given.Max(input => input.Size(-2)));

    /// <summary>Of sets of <paramref name="items"/>, where nothing differs from item to item.</summary>
    public Normal OfSets(Tensor given, long? items = null) => Of([given.Unsqueeze(-2)], items ?? EventShape[0]);

    private Normal Of(Tensor[] given, long items)
    {
        var h = body.Forward(given);
        Tensor mean = mu.Forward(h), spread = logVar.Forward(h);
        if (range is { } ends) spread = spread.Clamp(ends.Low, ends.High);
        long[] shape = [.. mean.Shape[..^2], items, mean.Size(-1)];
        return Normal.FromLogVariance(mean.Expand(shape), spread.Expand(shape), eventAxes: 2);
    }
}
