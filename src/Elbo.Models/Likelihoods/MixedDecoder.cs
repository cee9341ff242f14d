using Elbo.Models.Networks;
using Elbo.Probability;
using Elbo.Torch;

namespace Elbo.Models.Likelihoods;

/// <summary>
/// p(x | z) of the rows of a table, <see cref="MixedRow"/>: readout <c>outputs</c> for locations and logits, and for every real number a variance of its own that does not depend on z,
/// between a twentieth and three of the data's deviations (buffers <c>spread_low</c> and <c>spread_high</c>) or above a floor.
/// </summary>
public sealed class MixedDecoder : Decoder
{
    // An optimizer such as Adam moves a parameter by the learning rate a step, too little for one that is to fall by several nats alone.
    private const double Gain = 10;

    // Of ν: a Student-t with five degrees of freedom is between a Cauchy and a normal distribution; below 1 it has no mean.
    private const double LeastFreedom = 1, StartFreedom = 5;

    private readonly MixedColumns columns;
    private readonly Readout outputs;
    private readonly double? floor;
    private readonly Tensor? variance, freedom, low, high;

    /// <param name="floor">Least log σ²; null bounds it on both sides by the data's spread.</param>
    /// <param name="mean">Mean of each dimension over the data [D], which the start explains; or null.</param>
    /// <param name="data">How the data spreads, which the spread starts at where it has no floor of its own; or null.</param>
    public MixedDecoder(DecoderNetwork network, MixedColumns columns, NumericColumnKind numbers, double? floor, Tensor? mean, DataSpread? data) : base(network)
    {
        (this.columns, this.floor) = (columns, floor);
        outputs = Child("outputs", network.Readout());
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        if (mean is not null) outputs.Bias.CopyInPlace(Start(mean));
        if (columns.Numbers == 0) return;
        var start = Tensor.Full([columns.Numbers], OutputStart.LogVariance(OutputMean.Identity));
        if (floor is null)
        {
            var own = data is { } known ? new DataSpread(Numbers(known.Own), Numbers(known.Scale)) : (DataSpread?)null;
            var (least, middle, greatest) = own is { } spread ? SpreadScale.LogVariance.Around(spread) : SpreadScale.Unknown(columns.Numbers);
            low = Buffer("spread_low", least);
            high = Buffer("spread_high", greatest);
            if (middle is not null) start = new SpreadBounds(least, greatest).Invert(middle);
        }

        variance = Param("log_var", start / Gain);
        if (numbers == NumericColumnKind.StudentT) freedom = Param("freedom", Tensor.Full([columns.Numbers], Math.Log(Math.Exp(StartFreedom - LeastFreedom) - 1) / Gain));
    }

    public override string LikelihoodName => "mixed";

    public override (double Low, double High) DataRange => (double.NegativeInfinity, double.PositiveInfinity);

    public override int? GreyLevels => null;

    /// <inheritdoc/>
    public override Distribution Of(Tensor given, Pass? pass = null)
    {
        var asked = variance is null ? null : variance * Gain;
        var spread = asked is null ? null : floor is { } least ? new SpreadFloor(least).Apply(asked) : new SpreadBounds(low!, high!).Apply(asked);
        return new MixedRow(columns, Read(outputs, Features(given), given), spread, freedom is null ? null : (freedom * Gain).Softplus() + LeastFreedom);
    }

    /// <summary>Outputs that say the means of the data: of numbers as they are, of bits as log-odds, of categories as logarithms of their shares.</summary>
    private Tensor Start(Tensor mean)
    {
        // A category that training rows hardly have is not impossible.
        const double Rarest = 1e-3;
        var arranged = columns.Arrange(mean);
        var (numbers, bits) = (arranged.Narrow(0, 0, columns.Numbers), arranged.Narrow(0, columns.Numbers, columns.Bits));
        var categories = arranged.Narrow(0, columns.Numbers + columns.Bits, columns.Dimensions - columns.Numbers - columns.Bits);
        return Ops.Cat([numbers, columns.ToBits(bits).Clamp(Rarest, 1 - Rarest).Logit(), categories.ClampMin(Rarest).Log()], 0);
    }

    private Tensor Numbers(Tensor ofRow) => columns.Arrange(ofRow).Narrow(0, 0, columns.Numbers);
}
