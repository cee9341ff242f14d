using Elbo.Probability;
using Elbo.Torch;
using Elbo.Torch.Fused;
using Elbo.Torch.Nn;

namespace Elbo.Models.Conditionals;

/// <summary>
/// q(z | x) as a sampler: z = f(x, ξ), ξ ~ N(0, I), of any shape and without a density. A body reads x, once for all draws; noise joins in the last hidden layer: [B, D] → over [B, Z].
/// </summary>
public sealed class ImplicitEncoder : Conditional<Tensor>
{
    private readonly Layer body;
    private readonly Linear joint, ofNoise, output;
    private readonly Activation activation;
    private readonly int noiseSize;

    /// <param name="body">[B, D] → [B, H]; becomes the child <c>body</c>.</param>
    /// <param name="width">H.</param>
    /// <param name="hidden">Width of the layer in which noise joins.</param>
    /// <param name="noiseSize">Numbers in ξ.</param>
    /// <param name="latent">Z.</param>
    public ImplicitEncoder(Layer body, long width, long hidden, int noiseSize, int latent, Activation activation, Generator generator, Initialiser weights) : base(latent)
    {
        (this.activation, this.noiseSize, IsImplicit) = (activation, noiseSize, true);
        this.body = Child("body", body);
        joint = Child("joint", new Linear(width, hidden, generator, weightInit: weights, biasInit: Initialisers.Zeros));
        ofNoise = Child("noise", new Linear(noiseSize, hidden, generator, bias: false, weightInit: weights));
        output = Child("output", new Linear(hidden, latent, generator, weightInit: weights, biasInit: Initialisers.Zeros));
    }

    /// <inheritdoc/>
    public override Distribution Of(Tensor given, Pass? pass = null)
    {
        var h = joint.Forward(body.Forward(given));
        return new ImplicitDraws(Finish(h), (noise, leading) => noise.Normal([.. leading, .. h.Shape[..^1], noiseSize], h.Device, h.DType), xi => Finish(Joined(xi)), noiseSize == EventShape[0] ? Jacobian : null);

        Tensor Joined(Tensor xi) => h + ofNoise.Forward(xi);

        Tensor Finish(Tensor sum) => output.Forward(activation.Of(sum));

        // W_out diag(a′) W_noise, at every draw.
        Tensor Jacobian(Tensor xi)
        {
            Tensor slopes;
            using (Gradients.On())
            {
                var sum = Joined(xi).Detach().RequireGrad();
                slopes = Gradients.Of(activation.Of(sum).Sum(), sum);
            }
            return (output.Weight * slopes.Unsqueeze(-2)).Matmul(ofNoise.Weight);
        }
    }
}
