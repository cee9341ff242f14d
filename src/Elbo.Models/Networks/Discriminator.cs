using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Networks;

/// <summary>
/// Tells codes or examples of one origin from those of another: fully connected layers with LeakyReLU of slope 0.2, dropout behind each where asked, and one logit,
/// log D/(1 − D); [B, Z] → [B]. Layers are named "0", "1", …
/// </summary>
public sealed class Discriminator : Layer
{
    private const double Slope = 0.2;

    private readonly Linear[] layers;
    private readonly NoiseDropout? dropout;

    /// <param name="inputs">Z.</param>
    /// <param name="hidden">Widths, first to last.</param>
    /// <param name="dropout">Part of each hidden layer that is dropped while training, in [0, 1).</param>
    public Discriminator(int inputs, IReadOnlyList<int> hidden, Generator generator, double dropout = 0)
    {
        if (dropout > 0) this.dropout = Child("dropout", new NoiseDropout(dropout));
        layers = new Linear[hidden.Count + 1];
        for (var k = 0; k < layers.Length; k++)
        {
            var (from, to) = (k == 0 ? inputs : hidden[k - 1], k == hidden.Count ? 1 : hidden[k]);
            layers[k] = Child(k.ToString(System.Globalization.CultureInfo.InvariantCulture), new Linear(from, to, generator, weightInit: Initialisers.GlorotUniform(), biasInit: Initialisers.Zeros));
        }
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Of(x, null);

    /// <summary>log D/(1 − D) [B].</summary>
    /// <param name="x">[B, Z].</param>
    /// <param name="pass">What is dropped is drawn from its noise; null drops nothing.</param>
    public Tensor Of(Tensor x, Pass? pass)
    {
        for (var k = 0; k < layers.Length - 1; k++)
        {
            x = layers[k].Forward(x).LeakyRelu(Slope);
            if (dropout is not null) x = dropout.Of(x, pass);
        }
        return layers[^1].Forward(x).Squeeze(-1);
    }

    /// <summary>−log D of codes that are to be taken for true, nats [B].</summary>
    /// <param name="pass">As in <see cref="Of"/>.</param>
    public Tensor AsTrue(Tensor codes, Pass? pass = null) => (-Of(codes, pass)).Softplus();

    /// <summary>−log(1 − D) of codes that are to be told from the true, nats [B].</summary>
    public Tensor AsFalse(Tensor codes) => Forward(codes).Softplus();
}
