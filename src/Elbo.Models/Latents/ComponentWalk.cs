using Elbo.Probability;
using Elbo.Torch;

namespace Elbo.Models.Latents;

/// <summary>Draws from every component of the mixture that a posterior is: values [S K, B, …] with the weights of their components.</summary>
/// <param name="pass">Draws come from its noise.</param>
/// <param name="samples">S, draws of each component.</param>
public sealed class ComponentWalk(Pass pass, int samples) : SiteWalk
{
    private Tensor? logQ, logWeights;

    /// <inheritdoc/>
    public override Pass? Pass { get; } = pass;

    /// <summary>The draws.</summary>
    public override SiteValues Values { get; } = new();

    /// <summary>log q of the draws under the whole mixture [S K, B] nats.</summary>
    public Tensor LogQ => logQ ?? throw new InvalidOperationException("the posterior has no latent site");

    /// <summary>log π_k of each draw's component, less log S [S K, B] nats: over draws they add up to 1.</summary>
    public Tensor LogWeights => logWeights ?? throw new InvalidOperationException("the posterior has no latent site");

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">The distribution is no mixture, or there are several sites.</exception>
    public override Tensor At(string site, Distribution distribution)
    {
        if (distribution is not IMixture mixture) throw new NotSupportedException($"to draw from each component asks for a posterior that is a mixture; of the latent site '{site}' it is {distribution}");
        if (logQ is not null) throw new NotSupportedException("to draw from each component asks for a posterior of one latent site");
        var value = mixture.DrawComponents(Pass!.Noise, samples).Flatten(0, 1);
        var weights = mixture.LogWeights().Movedim(-1, 0);
        logWeights = weights.Unsqueeze(0).Expand([samples, .. weights.Shape]).Flatten(0, 1) - Math.Log(samples);
        logQ = distribution.LogProb(value);
        Values.Add(site, value);
        return value;
    }
}
