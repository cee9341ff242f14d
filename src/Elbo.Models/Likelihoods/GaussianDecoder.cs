using Elbo.Models.Networks;
using Elbo.Probability;
using Elbo.Torch;

namespace Elbo.Models.Likelihoods;

/// <summary>
/// p(x | z) = N(μ(z), diag σ²(z)) with both read from one body (Kingma &amp; Welling 2014, appendix C.2): readouts <c>mu</c>, through a sigmoid
/// where asked, and <c>log_var</c>, log σ² with a floor or bounds.
/// </summary>
public sealed class GaussianDecoder : LocationSpreadDecoder
{
    /// <param name="form">How μ is bounded.</param>
    /// <param name="floor">Least log σ²; null bounds it on both sides by the data's spread.</param>
    /// <param name="mean">Mean of each dimension over the data [D], which the start explains; or null.</param>
    /// <param name="data">How the data spreads, which the spread starts at where it has no floor of its own; or null.</param>
    public GaussianDecoder(DecoderNetwork network, OutputMean form, double? floor, Tensor? mean, DataSpread? data = null)
        : base(network, form, SpreadScale.LogVariance, floor, mean, data)
    {
    }

    /// <inheritdoc/>
    public override string LikelihoodName => "Gaussian";

    /// <inheritdoc/>
    public override (double Low, double High) DataRange => Form == OutputMean.Sigmoid ? (0, 1) : (double.NegativeInfinity, double.PositiveInfinity);

    /// <inheritdoc/>
    public override int? GreyLevels => null;

    /// <inheritdoc/>
    public override Distribution Of(Tensor given, Pass? pass = null)
    {
        var (location, spread) = Parameters(given, pass);
        return Normal.FromLogVariance(location, spread);
    }
}
