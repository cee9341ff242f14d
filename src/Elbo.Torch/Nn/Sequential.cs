namespace Elbo.Torch.Nn;

/// <summary>Layers one after the other; their names are "0", "1", …</summary>
public sealed class Sequential : Layer, IDataInitialised
{
    private readonly Layer[] layers;

    /// <param name="layers">First to last; none gives the identity.</param>
    public Sequential(params ReadOnlySpan<Layer> layers)
    {
        this.layers = layers.ToArray();
        for (var k = 0; k < layers.Length; k++) Child(k.ToString(System.Globalization.CultureInfo.InvariantCulture), layers[k]);
    }

    /// <summary>The layers in order.</summary>
    public IReadOnlyList<Layer> Layers => layers;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        for (var k = 0; k < layers.Length; k++)
        {
            if (k + 1 < layers.Length && layers[k] is IActivated layer && layers[k + 1] is IPointwise next)
            {
                x = layer.Forward(x, next.Kind);
                k++;
            }
            else
            {
                x = layers[k].Forward(x);
            }
        }
        return x;
    }

    /// <summary>Passes a batch through, each layer that can choosing its start from what reaches it.</summary>
    public Tensor InitialiseFromData(Tensor x)
    {
        foreach (var layer in layers) x = DataInitialisation.Of(layer, x);
        return x;
    }
}
