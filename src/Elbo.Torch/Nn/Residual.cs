namespace Elbo.Torch.Nn;

/// <summary>x + f(x) for a layer f that keeps the shape; its name is <c>body</c>. He et al. 2016.</summary>
public sealed class Residual : Layer, IDataInitialised
{
    private readonly Layer body;

    public Residual(Layer body) => this.body = Child("body", body);

    public override Tensor Forward(Tensor x) => x + body.Forward(x);

    public Tensor InitialiseFromData(Tensor x) => x + DataInitialisation.Of(body, x);
}
