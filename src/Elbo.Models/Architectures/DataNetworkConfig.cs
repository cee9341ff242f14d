using Elbo.Models.Configuration;
using Elbo.Models.Likelihoods;
using Elbo.Models.Networks;
using Elbo.Torch.Fused;

namespace Elbo.Models.Architectures;

/// <summary>Settings that models of x [D] share: the networks next to the data and p(x | z).</summary>
public abstract record DataNetworkConfig : LikelihoodConfig
{
    /// <inheritdoc cref="NetworkKind"/>
    public NetworkKind Network { get; init; } = NetworkKind.Mlp;

    /// <summary>Convolutional networks: channels after each halving of the image.</summary>
    [EffectiveUnder(nameof(Network), NetworkKind.Conv)]
    public int[] Channels { get; init; } = [32, 64];

    /// <summary>Convolutional networks: how the decoder makes an image larger.</summary>
    [Formerly("transposed")]
    [EffectiveUnder(nameof(Network), NetworkKind.Conv)]
    public Upsampling Upsampling { get; init; } = Upsampling.Resize;

    /// <summary>Of the hidden layers of encoder and decoder.</summary>
    public Activation Activation { get; init; } = Activation.Tanh;

    private protected IEnumerable<string> NetworkProblems()
    {
        foreach (var problem in LikelihoodProblems()) yield return problem;
        if (Channels.Length is < 1 or > 12) yield return $"channels must list 1 to 12 convolutions, lists {Channels.Length}";
        foreach (var count in Channels)
            if (count is < 1 or > 65536) yield return $"channels must hold 1 to 65536, has {count}";
    }
}
