using Elbo.Data;
using Elbo.Models;
using Elbo.Torch;

namespace Elbo.Evaluation.Tests.Likelihood;

/// <summary>
/// x = w z + b + σ ε with scalar z: everything has a closed form. The posterior offered is the exact one, moved and stretched as
/// asked. Numbers as in the oracle W = (1, 2), b = (0.5, −1), σ² = 0.25, x = (1, 1): log p(x) = −2.759558209865452.
/// </summary>
internal sealed class LinearGaussian(double shift = 0, double stretch = 1) : ILatentVariableModel
{
    public const double LogEvidence = -2.759558209865452;

    // Posterior precision 1 + |w|²/σ² = 21, mean w·(x − b)/σ² / 21.
    private const double Mean = (0.5 + 2 * 2) / 0.25 / 21, Variance = 1.0 / 21;

    public List<int> Asked { get; } = [];

    public LatentDraw Infer(Batch x, int samples, NoiseStream noise)
    {
        Asked.Add(samples);
        var std = Math.Sqrt(Variance) * stretch;
        var eps = noise.Normal([samples, x.Count, 1]).To(DType.F64);
        var logQ = eps.Square() * -0.5 - 0.5 * Math.Log(2 * Math.PI) - Math.Log(std);
        return new(eps * std + (Mean + shift), logQ.Sum([-1]));
    }

    public Tensor LogJoint(Batch x, Tensor z)
    {
        var first = (0.5 - z).Square();
        var second = (2.0 - z * 2).Square();
        var logLikelihood = (first + second) / (-2 * 0.25) - Math.Log(2 * Math.PI * 0.25);
        return (logLikelihood + z.Square() * -0.5 - 0.5 * Math.Log(2 * Math.PI)).Sum([-1]);
    }
}
