using Elbo.Models.Networks;
using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Priors;

/// <summary>A WaveNet over sequences of codes, [T] or with several codes per step [T, G].</summary>
public sealed class WaveNetPrior : Module, ICodePrior
{
    private readonly WaveNet net;

    /// <param name="net">Becomes the child <c>net</c>.</param>
    /// <param name="length">T; the weights do not depend on it.</param>
    public WaveNetPrior(WaveNet net, int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        this.net = Child("net", net);
        Shape = net.Groups == 1 ? [length] : [length, net.Groups];
    }

    /// <inheritdoc/>
    public int CodebookSize => net.CodebookSize;

    /// <inheritdoc/>
    public IReadOnlyList<int> Shape { get; }

    /// <inheritdoc/>
    public Tensor CrossEntropy(Tensor codes, CodeConditions? conditions = null)
    {
        CodeShapes.Check(Shape, codes);
        return net.Forward(codes, conditions?.Classes, conditions?.Map).CrossEntropyLoss(codes, reduction: 0);
    }

    /// <inheritdoc/>
    public IAutoregressiveLogits Open(int rows, CodeConditions? conditions = null) =>
        net.Open(rows, Shape[0], conditions?.Classes, conditions?.Map);
}
