using Elbo.Torch;
using Elbo.Torch.Fused;
using Elbo.Torch.Nn;

namespace Elbo.Models.Networks;

/// <summary>
/// Reads a set whatever its order: every item through fully connected layers, their mean through others (Edwards &amp; Storkey 2017, §3.1): [B, n, D] → [B, hidden[^1]].
/// Weights and biases start at U(±1/√inputs): with biases of 0 every rectified unit has its kink at 0, and of a set of numbers the mean would keep no more than
/// those of its positive and its negative ones.
/// </summary>
public sealed class SetEncoder : Layer
{
    private readonly Mlp before, after;

    /// <param name="inputs">D.</param>
    /// <param name="hidden">Widths before the mean, and again after it.</param>
    public SetEncoder(long inputs, IReadOnlyList<int> hidden, Activation activation, Generator generator)
    {
        before = Child("before", new Mlp(inputs, hidden, activation, generator, weights: null));
        after = Child("after", new Mlp(before.Outputs, hidden, activation, generator, weights: null));
    }

    /// <summary>Width of the last layer.</summary>
    public long Outputs => after.Outputs;

    public override Tensor Forward(Tensor x) => after.Forward(before.Forward(x).Mean([-2]));
}
