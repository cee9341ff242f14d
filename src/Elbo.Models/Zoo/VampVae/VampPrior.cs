using Elbo.Models.Conditionals;
using Elbo.Models.Latents;
using Elbo.Probability;
using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Zoo.VampVae;

/// <summary>
/// p(z) = 1/K Σ_k q(z | u_k), the posterior at K learned pseudo-inputs (Tomczak &amp; Welling 2018, arXiv 1705.07120, eq. 9). Its parameter <c>inputs</c>
/// [K, D] is its own; the encoder stays the posterior's and has gradients from both.
/// </summary>
public sealed class VampPrior : Module
{
    // The authors start at −0.05, below the range of pixels, where clamping lets no gradient through.
    private const double StartMean = 0.05, StartStd = 0.01;

    private readonly Conditional<Tensor> encoder;
    private readonly (double Low, double High) range;
    private readonly Tensor inputs;

    /// <param name="encoder">Gives a <see cref="Normal"/>; borrowed.</param>
    /// <param name="count">K.</param>
    /// <param name="dimensions">D.</param>
    /// <param name="range">Ends between which u_k are kept, as the data is.</param>
    public VampPrior(Conditional<Tensor> encoder, int count, int dimensions, (double Low, double High) range, Generator generator)
    {
        (this.encoder, this.range) = (encoder, range);
        using var scope = TensorScope.Enter();
        var start = Tensor.Empty([count, dimensions]);
        Initialisers.Normal(StartStd, StartMean)(start, generator);
        inputs = Param("inputs", start);
    }

    /// <summary>u_k [K, D] in the range of the data.</summary>
    public Tensor PseudoInputs() => double.IsInfinity(range.Low) ? inputs : inputs.Clamp(range.Low, range.High);

    /// <summary>The mixture at a site.</summary>
    /// <param name="part">Name of this module in the model.</param>
    public LatentProgram At(string site, string part) =>
        new([new(site, encoder.EventShape)], [(part, this)], (_, walk) => walk.At(site, new MixtureOfNormals((Normal)encoder.Of(PseudoInputs())))) { IsConditional = false };
}
