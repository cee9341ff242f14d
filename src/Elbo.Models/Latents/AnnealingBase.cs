namespace Elbo.Models.Latents;

/// <summary>Where an annealed path to p(z | x) begins.</summary>
public enum AnnealingBase
{
    /// <summary>p(z): f_β = p(z) p(x | z)^β. Asks nothing of an encoder.</summary>
    Prior,

    /// <summary>q(z | x): f_β = q(z | x)^{1−β} p(x, z)^β. A good encoder needs fewer distributions; what it leaves out is hard to find again.</summary>
    Encoder,
}
