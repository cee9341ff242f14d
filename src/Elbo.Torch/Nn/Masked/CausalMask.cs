namespace Elbo.Torch.Nn;

/// <summary>Whether an autoregressive convolution sees the element it predicts. van den Oord et al. 2016, section 3.4.</summary>
public enum CausalMask
{
    /// <summary>Not the element itself: for a first layer, on data.</summary>
    A,

    /// <summary>The element itself too: for later layers, on features that are already causal.</summary>
    B,
}
