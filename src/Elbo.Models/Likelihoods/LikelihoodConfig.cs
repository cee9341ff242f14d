using Elbo.Data;
using Elbo.Models.Configuration;
using Elbo.Models.Networks;
using Elbo.Probability;
using Elbo.Torch;

namespace Elbo.Models.Likelihoods;

/// <summary>Settings of p(x | z) that models of x [D] share.</summary>
public abstract record LikelihoodConfig
{
    /// <summary>p(x | z).</summary>
    public LikelihoodKind Likelihood { get; init; } = LikelihoodKind.Bernoulli;

    /// <summary>How a Gaussian or logistic location is bounded.</summary>
    [EffectiveUnder(nameof(Likelihood), LikelihoodKind.Gaussian, LikelihoodKind.DiscretisedLogistic, LikelihoodKind.ColourLogistic)]
    public OutputMean OutputMean { get; init; } = OutputMean.Sigmoid;

    /// <summary>What a number of a table is.</summary>
    [EffectiveUnder(nameof(Likelihood), LikelihoodKind.Mixed)]
    public NumericColumnKind NumericColumns { get; init; } = NumericColumnKind.Gaussian;

    /// <summary>What a count of a table is.</summary>
    [EffectiveUnder(nameof(Likelihood), LikelihoodKind.Mixed)]
    public CountColumnKind CountColumns { get; init; } = CountColumnKind.NegativeBinomial;

    /// <summary>Least log σ² of a Gaussian, twice the least log s of a Student-t, least log s of a logistic p(x | z); null starts it at the data's spread and bounds it on both sides by what that is.</summary>
    [EffectiveUnder(nameof(Likelihood), LikelihoodKind.Gaussian, LikelihoodKind.DiscretisedLogistic, LikelihoodKind.ColourLogistic, LikelihoodKind.Mixed)]
    [EffectiveUnder(nameof(Variance), VarianceKind.PerDimension, VarianceKind.Shared)]
    public double? SpreadFloor { get; init; }

    /// <summary>What the variance of a Gaussian p(x | z) depends on.</summary>
    [EffectiveUnder(nameof(Likelihood), LikelihoodKind.Gaussian)]
    public VarianceKind Variance { get; init; } = VarianceKind.PerDimension;

    /// <summary>σ² of a Gaussian p(x | z) under <c>variance=fixed</c>, in the square of the data's unit.</summary>
    [EffectiveUnder(nameof(Likelihood), LikelihoodKind.Gaussian)]
    [EffectiveUnder(nameof(Variance), VarianceKind.Fixed)]
    public double FixedVariance { get; init; } = 0.03;

    /// <summary>How grey pixels become inputs that the likelihood is of.</summary>
    internal Binarisation Pixels => Likelihood == LikelihoodKind.Bernoulli ? Binarisation.Dynamic : Binarisation.None;

    /// <summary>The same with a likelihood that takes any numbers, where its own is of tables or of colours alone.</summary>
    internal LikelihoodConfig OnAnyData() => Likelihood is LikelihoodKind.Mixed or LikelihoodKind.ColourLogistic ? this with { Likelihood = LikelihoodKind.Gaussian, CountColumns = CountColumnKind.NegativeBinomial } : this;

    private protected IEnumerable<string> LikelihoodProblems()
    {
        if (SpreadFloor is { } floor && !(floor is >= -50 and <= 10)) yield return $"spreadFloor must be -50 to 10, is {SpreadFloor}";
        if (!(FixedVariance is > 0 and <= 1e6)) yield return $"fixedVariance must be above 0 and at most 1000000, is {FixedVariance}";
    }

    /// <summary>The configured distribution on a network.</summary>
    /// <param name="inputs">Of the model: what the data says on average, which the start explains where it is known.</param>
    /// <param name="dimensions">Which dimensions of the data it is of; null for all.</param>
    /// <exception cref="ConfigException">A mixed likelihood without a table, or a setting of it without it.</exception>
    internal Decoder Decoder(DecoderNetwork network, ModelInputs inputs, IReadOnlyList<int>? dimensions = null)
    {
        if (CountColumns != CountColumnKind.NegativeBinomial && inputs.Schema.Encoding?.Columns.Any(c => c.Values == ColumnValues.Count) != true)
            throw new ConfigException("model.countColumns has no effect but on a table with a column of counts (data.counts)");
        using var scope = TensorScope.Enter();
        var index = dimensions is null ? null : Tensor.From([.. dimensions.Select(d => (long)d)]);
        var mean = index is null ? inputs.Mean : inputs.Mean?.IndexSelect(0, index);
        var spread = SpreadFloor is not null ? null : index is null ? inputs.Spread : inputs.Spread?.At(index);
        return Likelihood switch
        {
            LikelihoodKind.Gaussian when Variance != VarianceKind.PerDimension => new IsotropicGaussianDecoder(network, OutputMean, Variance == VarianceKind.Fixed ? FixedVariance : null, SpreadFloor ?? LeastSharedLogVariance, mean, spread),
            LikelihoodKind.Gaussian => new GaussianDecoder(network, OutputMean, SpreadFloor, mean, spread),
            LikelihoodKind.DiscretisedLogistic => new DiscretisedLogisticDecoder(network, OutputMean, SpreadFloor, mean, spread),
            LikelihoodKind.ColourLogistic => new ColourLogisticDecoder(Coloured(network, inputs), OutputMean, SpreadFloor, mean, spread),
            LikelihoodKind.Mixed => new MixedDecoder(network, MixedColumns.Of(Encoding(inputs), dimensions), NumericColumns, CountColumns, SpreadFloor, mean, spread),
            _ => new BernoulliDecoder(network, mean),
        };
    }

    // A tenth of a grey level as standard deviation.
    private const double LeastSharedLogVariance = -15.7;

    private static DecoderNetwork Coloured(DecoderNetwork network, ModelInputs inputs) =>
        inputs.Shape is [ColourLogistic.Channels, _, _] && network.Dimensions == inputs.Dimensions ? network
        : throw new ConfigException($"model.likelihood: colourLogistic is of whole images of {ColourLogistic.Channels} channels, and the data is {(network.Dimensions == inputs.Dimensions ? $"of shape [{string.Join(", ", inputs.Shape)}]" : "a part of one")}; choose discretisedLogistic");

    private static TableEncoding Encoding(ModelInputs inputs) => inputs.Schema.Encoding is { } encoding && encoding.Width == inputs.Dimensions ? encoding
        : throw new ConfigException("model.likelihood: mixed is of the columns of a table, and the data is none; choose gaussian for real numbers, bernoulli for bits");
}
