using Elbo.Models.Networks;
using Elbo.Probability;
using Elbo.Torch;

namespace Elbo.Models.Likelihoods;

/// <summary>
/// p(x | z) on the grey values k/255: a logistic distribution integrated over each bin, the outermost to ±∞ (Kingma et al., arXiv 1606.04934,
/// appendix A.3). Readouts <c>mu</c> and <c>log_scale</c>, log s with a floor or bounds.
/// </summary>
public sealed class DiscretisedLogisticDecoder : LocationSpreadDecoder
{
    private const int Levels = 256;

    /// <param name="form">How μ is bounded.</param>
    /// <param name="floor">Least log s; null bounds it on both sides by the data's spread.</param>
    /// <param name="mean">Mean of each dimension over the data [D], which the start explains; or null.</param>
    /// <param name="data">How the data spreads, which the spread starts at where it has no floor of its own; or null.</param>
    public DiscretisedLogisticDecoder(DecoderNetwork network, OutputMean form, double? floor, Tensor? mean, DataSpread? data = null)
        : base(network, form, SpreadScale.LogScale, floor, mean, data)
    {
    }

    /// <inheritdoc/>
    public override string LikelihoodName => "discretised logistic";

    /// <inheritdoc/>
    public override (double Low, double High) DataRange => (0, 1);

    /// <inheritdoc/>
    public override int? GreyLevels => Levels;

    /// <inheritdoc/>
    public override Distribution Of(Tensor given, Pass? pass = null)
    {
        var (location, spread) = Parameters(given, pass);
        return new DiscretisedLogistic(location, spread, Levels);
    }
}
