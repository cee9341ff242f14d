using Elbo.Torch;

namespace Elbo.Models.Likelihoods;

/// <summary>What a log-spread counts in, and where it lies for data of a known standard deviation.</summary>
internal sealed class SpreadScale
{
    // p(x | z) wider than three of the data's deviations explains nothing; one narrower than a twentieth makes a density of it that a few near-constant dimensions rule.
    private const double Widest = 3, Narrowest = 1.0 / 20;

    // An eighth of a grey level: the bin at the location has all but e^-4 of the mass.
    private const double GreyLevel = 1.0 / 255, PartOfLevel = 1.0 / 8;

    // In units of log σ: near an end the gradient is small.
    private const double Inside = 0.5;

    // Before weights are loaded, and for models built without data.
    private const double UnknownLow = -8, UnknownHigh = 20;

    private readonly double power, factor;
    private readonly double? least;
    private readonly Func<OutputMean, double> start;

    private SpreadScale(string name, double power, double factor, double? least, Func<OutputMean, double> start) =>
        (Name, this.power, this.factor, this.least, this.start) = (name, power, factor, least, start);

    /// <summary>log σ², of a Gaussian.</summary>
    public static SpreadScale LogVariance { get; } = new("log_var", 2, 1, null, OutputStart.LogVariance);

    /// <summary>log s of a logistic distribution, whose standard deviation is sπ/√3.</summary>
    public static SpreadScale LogScale { get; } = new("log_scale", 1, Math.Sqrt(3) / Math.PI, Math.Log(GreyLevel * PartOfLevel), _ => OutputStart.LogScale);

    /// <summary>Of the readout.</summary>
    public string Name { get; }

    /// <summary>The start of a spread of which nothing is known but how its mean is bounded.</summary>
    public double WidestStart(OutputMean form) => start(form);

    /// <summary>Least, starting and greatest log-spread [D] for such data: the start is each dimension's own spread, as far as it lies well between the ends.</summary>
    public (Tensor Low, Tensor? Start, Tensor High) Around(DataSpread data)
    {
        var middle = Log(data.Scale);
        var (low, high) = (middle + power * Math.Log(Narrowest), middle + power * Math.Log(Widest));
        if (least is { } grid) low = low.ClampMax(grid);
        return (low, Log(data.Own).Maximum(low + Inside * power).Minimum(high - Inside * power), high);
    }

    private Tensor Log(Tensor deviation) => (deviation * factor).Log() * power;

    /// <summary>Where nothing is known.</summary>
    public static (Tensor Low, Tensor? Start, Tensor High) Unknown(int dimensions) => (Tensor.Full([dimensions], UnknownLow), null, Tensor.Full([dimensions], UnknownHigh));
}
