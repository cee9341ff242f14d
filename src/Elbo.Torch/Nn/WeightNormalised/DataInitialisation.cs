namespace Elbo.Torch.Nn;

/// <summary>Passing a first batch through layers, some of which choose their start from it.</summary>
internal static class DataInitialisation
{
    public static Tensor Of(Layer layer, Tensor x)
    {
        using var _ = Gradients.Off();
        return layer is IDataInitialised chosen ? chosen.InitialiseFromData(x) : layer.Forward(x);
    }
}
