using Elbo.Models.Networks;
using Elbo.Probability;
using Elbo.Torch;

namespace Elbo.Models.Likelihoods;

/// <summary>
/// p(x | z) = N(μ(z), diag σ²(z)) with both read from one body (Kingma &amp; Welling 2014, appendix C.2): readouts <c>mu</c>, through a sigmoid
/// where asked, and <c>log_var</c>, log σ² with a floor.
/// </summary>
public sealed class GaussianDecoder : Decoder
{
    private readonly Readout mu, logVar;
    private readonly OutputMean form;
    private readonly SpreadFloor floor;

    /// <param name="form">How μ is bounded.</param>
    /// <param name="floor">Least log σ².</param>
    /// <param name="mean">Mean of each dimension over the data [D], which the start explains; or null.</param>
    public GaussianDecoder(DecoderNetwork network, OutputMean form, double floor, Tensor? mean)
        : base(network)
    {
        (this.form, this.floor) = (form, new(floor));
        mu = Child("mu", network.Readout());
        logVar = Child("log_var", network.Readout());
        OutputStart.Mean(mu, mean, form);
        OutputStart.LogVariance(logVar, form);
    }

    public override string Name => "Gaussian";

    public override (double Low, double High) DataRange => form == OutputMean.Sigmoid ? (0, 1) : (double.NegativeInfinity, double.PositiveInfinity);

    public override int? GreyLevels => null;

    public override Tensor LogProb(Tensor x, Tensor z, ICollection<LossTerm>? notes = null) => Law(z, notes).LogProb(x);

    public override Tensor Mean(Tensor z) => Location(Features(z), z);

    public override Tensor Sample(Tensor z, NoiseStream noise)
    {
        using var off = Gradients.Off();
        var law = Law(z, null);
        return law.Reparameterise(noise.Normal(law.Shape, law.Device));
    }

    private Normal Law(Tensor z, ICollection<LossTerm>? notes)
    {
        var h = Features(z);
        var spread = Read(logVar, h, z);
        floor.Note(spread, notes);
        return Normal.FromLogVariance(Location(h, z), floor.Apply(spread));
    }

    private Tensor Location(Tensor h, Tensor z)
    {
        var location = Read(mu, h, z);
        return form == OutputMean.Sigmoid ? location.Sigmoid() : location;
    }
}
