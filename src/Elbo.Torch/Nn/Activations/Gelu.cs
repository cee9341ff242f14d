namespace Elbo.Torch.Nn;

/// <summary>x·Φ(x) with Φ the standard normal distribution function, elementwise. Hendrycks and Gimpel 2016.</summary>
/// <param name="approximate">Use their approximation by tanh instead of the error function.</param>
public sealed class Gelu(bool approximate = false) : Layer
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x.Gelu(approximate ? "tanh" : "none");
}
