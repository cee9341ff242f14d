using Elbo.Models.Likelihoods;
using Elbo.Torch.Fused;

namespace Elbo.Models.Networks;

/// <summary>Settings that models of x [D] share: the networks next to the data and p(x | z).</summary>
public abstract record DataNetworkConfig
{
    /// <summary>p(x | z).</summary>
    public LikelihoodKind Likelihood { get; init; } = LikelihoodKind.Bernoulli;

    /// <summary>How a Gaussian or logistic location is bounded; a Bernoulli's is a sigmoid anyway.</summary>
    public OutputMean OutputMean { get; init; } = OutputMean.Sigmoid;

    /// <summary>Least log σ² of a Gaussian, least log s of a logistic p(x | z).</summary>
    public double SpreadFloor { get; init; } = -8;

    public NetworkKind Network { get; init; } = NetworkKind.Mlp;

    /// <summary>Convolutional networks: channels after each halving of the picture.</summary>
    public int[] Channels { get; init; } = [32, 64];

    public Activation Activation { get; init; } = Activation.Tanh;

    private protected IEnumerable<string> NetworkProblems()
    {
        if (!double.IsFinite(SpreadFloor) || SpreadFloor is < -50 or > 10) yield return $"spreadFloor must be -50 to 10, is {SpreadFloor}";
        if (Channels.Length is < 1 or > 12) yield return $"channels must list 1 to 12 convolutions, lists {Channels.Length}";
        foreach (var count in Channels)
            if (count is < 1 or > 65536) yield return $"channels must hold 1 to 65536, has {count}";
    }
}
