using Elbo.Models.Networks;
using Elbo.Probability;
using Elbo.Torch;

namespace Elbo.Models.Likelihoods;

/// <summary>
/// p(x | z) of the rows of a table, <see cref="MixedRow"/>: readout <c>outputs</c> for locations and logits, and for every real number a variance of its own that does not depend on z,
/// between a twentieth and three of the data's deviations (buffers <c>spread_low</c> and <c>spread_high</c>) or above a floor. Negative binomial counts have a size each, which does not depend on z
/// either.
/// </summary>
public sealed class MixedDecoder : Decoder
{
    // An optimizer such as Adam moves a parameter by the learning rate a step, too little for one that is to fall by several nats alone.
    private const double Gain = 10;

    // Of ν: a Student-t with five degrees of freedom is between a Cauchy and a normal distribution; below 1 it has no mean.
    private const double LeastFreedom = 1, StartFreedom = 5;

    // What training rows hardly have is not impossible.
    private const double Rarest = 1e-3;

    // A count of more than e¹⁷ is none of a table, and a Poisson mean that is out of bounds throws the likelihood.
    private const double MostLogMean = 17;

    // From nearly all mass at 0 to all but Poisson.
    private const double LeastLogSize = -7, MostLogSize = 12, Inside = 0.5;

    private readonly MixedColumns columns;
    private readonly Readout outputs;
    private readonly double? floor;
    private readonly Tensor? variance, freedom, low, high, size;

    /// <param name="floor">Least log σ²; null bounds it on both sides by the data's spread.</param>
    /// <param name="mean">Mean of each dimension over the data [D], which the start explains; or null.</param>
    /// <param name="data">How the data spreads, which the spread starts at where it has no floor of its own; or null.</param>
    public MixedDecoder(DecoderNetwork network, MixedColumns columns, NumericColumnKind numbers, CountColumnKind counts, double? floor, Tensor? mean, DataSpread? data) : base(network)
    {
        (this.columns, this.floor) = (columns, floor);
        outputs = Child("outputs", network.Readout());
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        if (mean is not null) outputs.Bias.CopyInPlace(Start(mean));
        if (columns.Counts > 0 && counts == CountColumnKind.NegativeBinomial) size = Param("log_size", StartSize(mean, data) / Gain);
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

    /// <inheritdoc/>
    public override string LikelihoodName => "mixed";

    /// <inheritdoc/>
    public override (double Low, double High) DataRange => (double.NegativeInfinity, double.PositiveInfinity);

    /// <inheritdoc/>
    public override int? GreyLevels => null;

    /// <inheritdoc/>
    public override Distribution Of(Tensor given, Pass? pass = null)
    {
        var asked = variance is null ? null : variance * Gain;
        var spread = asked is null ? null : floor is { } least ? new SpreadFloor(least).Apply(asked) : new SpreadBounds(low!, high!).Apply(asked);
        var sizes = size is null ? null : Sizes(columns.Counts).Apply(size * Gain);
        return new MixedRow(columns, Bounded(Read(outputs, Features(given), given)), spread, freedom is null ? null : (freedom * Gain).Softplus() + LeastFreedom, sizes);
    }

    private static SpreadBounds Sizes(int counts) => new(Tensor.Full([counts], LeastLogSize), Tensor.Full([counts], MostLogSize));

    /// <summary>Outputs of which the logarithms of the means of counts have a bound above.</summary>
    private Tensor Bounded(Tensor outputs)
    {
        if (columns.Counts == 0) return outputs;
        var (before, after) = (columns.Numbers + columns.Bits, columns.Dimensions - columns.Cells);
        var means = MostLogMean - (MostLogMean - outputs.Narrow(-1, before, columns.Counts)).Softplus();
        return Ops.Cat([outputs.Narrow(-1, 0, before), means, outputs.Narrow(-1, columns.Cells, after)], -1);
    }

    /// <summary>log r of which mean and variance are those of the data, μ²/(σ² − μ); 1 where these are not known.</summary>
    private Tensor StartSize(Tensor? mean, DataSpread? data)
    {
        if (mean is null || data is not { } spread) return Sizes(columns.Counts).Invert(Tensor.Zeros([columns.Counts]));
        var (means, deviations) = (columns.ToCounts(Counts(mean)).ClampMin(Rarest), columns.CountDeviations(Counts(spread.Own)));
        var size = means.Square() / (deviations.Square() - means).ClampMin(Rarest);
        return Sizes(columns.Counts).Invert(size.Log().Clamp(LeastLogSize + Inside, MostLogSize - Inside));
    }

    /// <summary>Outputs that say the means of the data: of numbers as they are, of bits as log-odds, of counts as logarithms, of categories as logarithms of their shares.</summary>
    private Tensor Start(Tensor mean)
    {
        var arranged = columns.Arrange(mean);
        var (numbers, bits) = (arranged.Narrow(0, 0, columns.Numbers), arranged.Narrow(0, columns.Numbers, columns.Bits));
        var categories = arranged.Narrow(0, columns.Cells, columns.Dimensions - columns.Cells);
        return Ops.Cat([numbers, columns.ToBits(bits).Clamp(Rarest, 1 - Rarest).Logit(), columns.ToCounts(Counts(mean)).ClampMin(Rarest).Log(), categories.ClampMin(Rarest).Log()], 0);
    }

    private Tensor Counts(Tensor ofRow) => columns.Arrange(ofRow).Narrow(0, columns.Numbers + columns.Bits, columns.Counts);

    private Tensor Numbers(Tensor ofRow) => columns.Arrange(ofRow).Narrow(0, 0, columns.Numbers);
}
