using Elbo.Data;
using Elbo.Models.Conditionals;
using Elbo.Models.Conditioning;
using Elbo.Models.Networks;
using Elbo.Probability;
using Elbo.Torch;
using Elbo.Torch.Fused;
using Elbo.Torch.Nn;

namespace Elbo.Models.Zoo.Cvae;

/// <summary>
/// q(z | y, x), Gaussian: the rest of an example through fully connected layers, to whose second the tower of what is given is added. As in the paper's
/// code, μ reads the last layer's rectified units and log σ the same units before they are rectified.
/// </summary>
public sealed class CvaeEncoder : Conditional<Batch>
{
    private readonly ConditionTower tower;
    private readonly IGiven given;
    private readonly Mlp first, middle;
    private readonly Linear second, mu, logStd;
    private readonly Linear? last;

    /// <param name="tower">Borrowed.</param>
    /// <param name="inputs">R.</param>
    /// <param name="hidden">Widths, at least two.</param>
    public CvaeEncoder(ConditionTower tower, IGiven given, int inputs, IReadOnlyList<int> hidden, int latent, Generator generator, CvaeStart start) : base(latent)
    {
        (this.tower, this.given) = (tower, given);
        first = Child("first", new Mlp(inputs, [hidden[0]], Activation.Relu, generator, start.Hidden));
        second = Child("second", Layer(hidden[0], hidden[1], start.Hidden));
        middle = Child("middle", new Mlp(hidden[1], [.. hidden.Skip(2).SkipLast(1)], Activation.Relu, generator, start.Hidden));
        if (hidden.Count > 2) last = Child("last", Layer(middle.Outputs, hidden[^1], start.Hidden));
        mu = Child("mu", Layer(hidden[^1], latent, start.Heads));
        logStd = Child("log_std", Layer(hidden[^1], latent, start.Heads));

        Linear Layer(long width, long outputs, Initialiser weights) => new(width, outputs, generator, weightInit: weights, biasInit: Initialisers.Zeros);
    }

    /// <inheritdoc/>
    public override Distribution Of(Batch x, Pass? pass = null)
    {
        var h = second.Forward(first.Forward(given.Rest(x))) + tower.ForEncoder(given.Of(x));
        if (last is not null) h = last.Forward(middle.Forward(h.Relu()));
        return Normal.FromLogVariance(mu.Forward(h.Relu()), logStd.Forward(h) * 2);
    }
}
