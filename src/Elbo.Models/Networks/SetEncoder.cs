using Elbo.Torch;
using Elbo.Torch.Fused;
using Elbo.Torch.Nn;

namespace Elbo.Models.Networks;

/// <summary>
/// Reads a set whatever its order: every item through fully connected layers, their mean through others (Edwards &amp; Storkey 2017, §3.1): [B, n, D] → [B, hidden[^1]].
/// Biases start at U(±1/√inputs): with biases of 0 every rectified unit has its kink at 0, and of a set of numbers the mean would keep no more than those of its
/// positive and its negative ones. Weights start at N(0, 2/inputs), which keeps the size of what passes through two times as many layers as other networks have:
/// from smaller ones codes of different sets begin a thousandth apart, and what is told of sets grows at the scale of the noise of training.
/// </summary>
public sealed class SetEncoder : Layer
{
    private readonly Mlp before, after;

    /// <param name="inputs">D.</param>
    /// <param name="hidden">Widths before the mean, and again after it.</param>
    public SetEncoder(long inputs, IReadOnlyList<int> hidden, Activation activation, Generator generator)
    {
        before = Child("before", new Mlp(inputs, hidden, activation, generator, Initialisers.KaimingNormal(), spreadBiases: true));
        after = Child("after", new Mlp(before.Outputs, hidden, activation, generator, Initialisers.KaimingNormal(), spreadBiases: true));
    }

    /// <summary>Width of the last layer.</summary>
    public long Outputs => after.Outputs;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => after.Forward(before.Forward(x).Mean([-2]));
}
