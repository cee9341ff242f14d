using Elbo.Models.Networks;
using Elbo.Probability;
using Elbo.Torch;

namespace Elbo.Models.Likelihoods;

/// <summary>
/// p(x | z) on the grey values k/255 of images of three channels, of which green moves with what red is off and blue with both (<see cref="ColourLogistic"/>). Readouts <c>mu</c> and <c>log_scale</c>, and
/// <c>coupling</c>, whose values lie in (−2, 2) and begin at 0.
/// </summary>
public sealed class ColourLogisticDecoder : LocationSpreadDecoder
{
    private const int Levels = 256;

    // Channels of natural images go with one another about one to one.
    private const double MostCoupling = 2;

    private readonly Readout coupling;

    /// <param name="form">How μ is bounded.</param>
    /// <param name="floor">Least log s; null bounds it on both sides by the data's spread.</param>
    /// <param name="mean">Mean of each dimension over the data [D], which the start explains; or null.</param>
    /// <param name="data">How the data spreads, which the spread starts at where it has no floor of its own; or null.</param>
    public ColourLogisticDecoder(DecoderNetwork network, OutputMean form, double? floor, Tensor? mean, DataSpread? data = null)
        : base(network, form, SpreadScale.LogScale, floor, mean, data)
    {
        coupling = Child("coupling", network.Readout());
        OutputStart.Fill(coupling, 0);
    }

    /// <inheritdoc/>
    public override string LikelihoodName => "discretised logistic, channels coupled";

    /// <inheritdoc/>
    public override (double Low, double High) DataRange => (0, 1);

    /// <inheritdoc/>
    public override int? GreyLevels => Levels;

    /// <inheritdoc/>
    public override Distribution Of(Tensor given, Pass? pass = null)
    {
        var h = Features(given);
        var (location, spread) = Parameters(h, given, pass);
        return new ColourLogistic(location, spread, (Read(coupling, h, given) * (1 / MostCoupling)).Tanh() * MostCoupling, Levels);
    }
}
