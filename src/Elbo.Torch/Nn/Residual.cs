namespace Elbo.Torch.Nn;

/// <summary>x + f(x) for a layer f that keeps the shape; its name is <c>body</c>. He et al. 2016.</summary>
public sealed class Residual : Layer, IDataInitialised
{
    private readonly Layer body;

    /// <summary>Takes f as a part named <c>body</c>; it must keep the shape.</summary>
    public Residual(Layer body) => this.body = Child("body", body);

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x + body.Forward(x);

    /// <inheritdoc/>
    public Tensor InitialiseFromData(Tensor x) => x + DataInitialisation.Of(body, x);
}
