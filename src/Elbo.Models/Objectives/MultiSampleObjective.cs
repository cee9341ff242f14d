namespace Elbo.Models.Objectives;

/// <summary>What is ascended with several draws per example, w = p(x, z)/q(z | x) being their weights, and by which gradient.</summary>
public enum MultiSampleObjective
{
    /// <summary>L_k = log 1/k Σ w_i: the importance-weighted bound (Burda et al. 2016, arXiv 1509.00519, eq. 8).</summary>
    Iwae,

    /// <summary>1/k Σ log w_i: the mean of k single-sample bounds, the paper's "VAE with k samples" (§3).</summary>
    Vae,

    /// <summary>L_k, whose gradient in q leaves out the score (Roeder et al. 2017, arXiv 1703.09194): of less variance, and biased for k above 1.</summary>
    Stl,

    /// <summary>L_k by the doubly reparameterised gradient in q (Tucker et al. 2018, arXiv 1810.04152): unbiased, of less variance.</summary>
    Dreg,

    /// <summary>Reweighted wake-sleep: p ascends L_k, q ascends Σ w̃_i log q(z_i | x), which draws it to p(z | x) (Bornschein &amp; Bengio 2015, arXiv 1406.2751).</summary>
    Rws,

    /// <summary>The same by a doubly reparameterised gradient.</summary>
    RwsDreg,

    /// <summary>The mean of L_k over groups of draws (Rainforth et al. 2018, arXiv 1802.04537): a less noisy gradient of q.</summary>
    Miwae,

    /// <summary>β times the mean of single-sample bounds and 1 − β times L_k, of the same draws (ibid.).</summary>
    Ciwae,

    /// <summary>p ascends L_k of all draws of all groups, q the mean of L_k over groups (ibid.), in turn.</summary>
    Piwae,
}
