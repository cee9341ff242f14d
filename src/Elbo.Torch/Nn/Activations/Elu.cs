namespace Elbo.Torch.Nn;

/// <summary>x for x &gt; 0, else α(eˣ − 1), elementwise. Clevert et al. 2016, eq. 15.</summary>
/// <param name="alpha">α, the limit −α for very negative x.</param>
public sealed class Elu(double alpha = 1) : Layer
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x.Elu(alpha);
}
