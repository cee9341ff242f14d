using Elbo.Models.Networks;
using Elbo.Torch;

namespace Elbo.Models.Likelihoods;

/// <summary>Settings of p(x | z) that models of x [D] share.</summary>
public abstract record LikelihoodConfig
{
    /// <summary>p(x | z).</summary>
    public LikelihoodKind Likelihood { get; init; } = LikelihoodKind.Bernoulli;

    /// <summary>How a Gaussian or logistic location is bounded; a Bernoulli's is a sigmoid anyway.</summary>
    public OutputMean OutputMean { get; init; } = OutputMean.Sigmoid;

    /// <summary>Least log σ² of a Gaussian, least log s of a logistic p(x | z).</summary>
    public double SpreadFloor { get; init; } = -8;

    private protected IEnumerable<string> LikelihoodProblems()
    {
        if (!double.IsFinite(SpreadFloor) || SpreadFloor is < -50 or > 10) yield return $"spreadFloor must be -50 to 10, is {SpreadFloor}";
    }

    /// <summary>The configured distribution on a network.</summary>
    /// <param name="mean">Mean of each dimension over the data [D], which the start explains; or null.</param>
    internal Decoder Decoder(DecoderNetwork network, Tensor? mean) => Likelihood switch
    {
        LikelihoodKind.Gaussian => new GaussianDecoder(network, OutputMean, SpreadFloor, mean),
        LikelihoodKind.DiscretisedLogistic => new DiscretisedLogisticDecoder(network, OutputMean, SpreadFloor, mean),
        _ => new BernoulliDecoder(network, mean),
    };
}
