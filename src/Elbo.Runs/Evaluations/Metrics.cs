namespace Elbo.Runs.Evaluations;

/// <summary>What <c>evaluate</c> measures beside the bounds. Each name is one the option takes.</summary>
[Flags]
public enum Metrics
{
    None = 0,

    /// <summary>Active units.</summary>
    Units = 1,

    /// <summary>Divergence of each dimension.</summary>
    Kl = 2,

    /// <summary>Mutual information, total correlation and divergences of the aggregate posterior.</summary>
    Information = 4,

    /// <summary>Squared error, PSNR and SSIM of reconstructions.</summary>
    Reconstruction = 8,

    All = Units | Kl | Information | Reconstruction,
}
