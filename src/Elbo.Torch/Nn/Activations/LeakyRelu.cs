namespace Elbo.Torch.Nn;

/// <summary>x for x &gt; 0, else slope·x, elementwise.</summary>
/// <param name="slope">The slope for negative x.</param>
public sealed class LeakyRelu(double slope = 0.01) : Layer
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x.LeakyRelu(slope);
}
