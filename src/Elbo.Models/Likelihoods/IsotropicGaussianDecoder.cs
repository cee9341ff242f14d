using Elbo.Models.Networks;
using Elbo.Probability;
using Elbo.Torch;

namespace Elbo.Models.Likelihoods;

/// <summary>
/// p(x | z) = N(μ(z), σ² I): one variance for all dimensions and all z, given or learned (Wu et al. 2017, arXiv 1611.04273, §5.2). Readout <c>mu</c>, through a
/// sigmoid where asked; a learned log σ² is the parameter <c>log_var</c> [1].
/// </summary>
public sealed class IsotropicGaussianDecoder : Decoder
{
    private readonly Readout mu;
    private readonly OutputMean form;
    private readonly Tensor logVariance;
    private readonly double? floor;

    /// <param name="form">How μ is bounded.</param>
    /// <param name="variance">σ²; null learns it, from the data's own on, and never below <paramref name="floor"/>.</param>
    /// <param name="floor">Least log σ² of a learned one.</param>
    /// <param name="mean">Mean of each dimension over the data [D], which the start explains; or null.</param>
    /// <param name="data">How the data spreads, which a learned variance starts at; or null.</param>
    /// <exception cref="ArgumentOutOfRangeException">A variance that is not positive.</exception>
    public IsotropicGaussianDecoder(DecoderNetwork network, OutputMean form, double? variance, double floor, Tensor? mean, DataSpread? data = null)
        : base(network)
    {
        if (variance is { } v) ArgumentOutOfRangeException.ThrowIfNegativeOrZero(v, nameof(variance));
        this.form = form;
        mu = Child("mu", network.Readout());
        OutputStart.Mean(mu, mean, form);
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        if (variance is { } given) logVariance = Buffer("log_var", Tensor.Full([1], Math.Log(given)));
        else
        {
            this.floor = floor;
            logVariance = Param("log_var", Tensor.Full([1], Math.Max(floor + 1, data is { } known ? Math.Log(known.Own.Square().Mean().ToDouble()) : OutputStart.LogVariance(form))));
        }
    }

    /// <inheritdoc/>
    public override string LikelihoodName => "Gaussian";

    /// <inheritdoc/>
    public override (double Low, double High) DataRange => form == OutputMean.Sigmoid ? (0, 1) : (double.NegativeInfinity, double.PositiveInfinity);

    /// <inheritdoc/>
    public override int? GreyLevels => null;

    /// <inheritdoc/>
    public override Distribution Of(Tensor given, Pass? pass = null)
    {
        var location = Read(mu, Features(given), given);
        return Normal.FromLogVariance(form == OutputMean.Sigmoid ? location.Sigmoid() : location, floor is { } least ? new SpreadFloor(least).Apply(logVariance) : logVariance);
    }
}
