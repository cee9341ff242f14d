using Elbo.Torch;

namespace Elbo.Evaluation.Density;

/// <summary>
/// A mixture of isotropic Gaussians in the plane and one isotropic Gaussian N(m, s²I) beside it: how far apart they are under criteria by which models
/// are trained (Theis et al. 2016, arXiv 1511.01844, §2.2). All in F64 and differentiable in m and log s.
/// </summary>
public sealed class GaussianPair
{
    private readonly (double X, double Y, double Spread, double Weight)[] components;
    private readonly Tensor grid, logP;
    private readonly double cell;

    /// <param name="components">Means, standard deviations and weights, which sum to 1.</param>
    /// <param name="reach">Integrals are taken over [−reach, reach]².</param>
    /// <param name="points">Points of the grid in each direction; the rule is exact to rounding where the spacing is well below every s.</param>
    public GaussianPair(IReadOnlyList<(double X, double Y, double Spread, double Weight)> components, double reach = 9, int points = 181)
    {
        this.components = [.. components];
        var line = Ops.Linspace(-reach, reach, points, DType.F64);
        (grid, cell) = (Ops.Stack([line.Unsqueeze(1).Expand([points, points]), line.Unsqueeze(0).Expand([points, points])], 2).Reshape([-1, 2]), Math.Pow(2 * reach / (points - 1), 2));
        logP = LogDensity(grid);
    }

    /// <summary>log p(x) [N] of points [N, 2].</summary>
    public Tensor LogDensity(Tensor x) => Ops.Stack([.. components.Select(c => LogNormal(x, Tensor.From([c.X, c.Y], 2), Tensor.From([Math.Log(c.Spread)], 1)) + Math.Log(c.Weight))]).Logsumexp([0]);

    /// <summary>KL(p ‖ q), which maximum likelihood descends, nats.</summary>
    public Tensor Forward(Tensor m, Tensor logS) => Integral(logP, logP - LogNormal(grid, m, logS));

    /// <summary>KL(q ‖ p), nats.</summary>
    public Tensor Reverse(Tensor m, Tensor logS)
    {
        var logQ = LogNormal(grid, m, logS);
        return Integral(logQ, logQ - logP);
    }

    /// <summary>Jensen-Shannon divergence, 0 to log 2 nats.</summary>
    public Tensor JensenShannon(Tensor m, Tensor logS)
    {
        var logQ = LogNormal(grid, m, logS);
        var middle = logP.Logaddexp(logQ) - Math.Log(2);
        return (Integral(logP, logP - middle) + Integral(logQ, logQ - middle)) * 0.5;
    }

    /// <summary>Squared maximum mean discrepancy under the kernel exp(−‖x − y‖²/2h²), in closed form.</summary>
    public Tensor SquaredDiscrepancy(Tensor m, Tensor logS, double h)
    {
        var variance = (logS * 2).Exp();
        var (own, across) = (Kernel(Tensor.Zeros([2], DType.F64), variance * 2, h), Tensor.Zeros([], DType.F64));
        double among = 0;
        foreach (var c in components)
        {
            across += Kernel(m - Tensor.From([c.X, c.Y], 2), variance + c.Spread * c.Spread, h) * c.Weight;
            foreach (var d in components)
                among += c.Weight * d.Weight * Kernel(Math.Pow(c.X - d.X, 2) + Math.Pow(c.Y - d.Y, 2), c.Spread * c.Spread + d.Spread * d.Spread, h);
        }
        return own - across * 2 + among;
    }

    /// <summary>Where KL(p ‖ q) is least: m is the mean of p, s² half the trace of its covariance.</summary>
    public (double X, double Y, double S) Moments()
    {
        double x = components.Sum(c => c.Weight * c.X), y = components.Sum(c => c.Weight * c.Y);
        var trace = components.Sum(c => c.Weight * (2 * c.Spread * c.Spread + Math.Pow(c.X - x, 2) + Math.Pow(c.Y - y, 2)));
        return (x, y, Math.Sqrt(trace / 2));
    }

    // E k(x, y) of two Gaussians whose difference has mean δ and covariance v·I, in the plane.
    private static Tensor Kernel(Tensor delta, Tensor variance, double h) => (delta.Square().Sum() / (variance + h * h) * -0.5).Exp() * (h * h) / (variance + h * h);

    private static double Kernel(double squared, double variance, double h) => Math.Exp(-0.5 * squared / (variance + h * h)) * h * h / (variance + h * h);

    private static Tensor LogNormal(Tensor x, Tensor m, Tensor logS) => ((x - m) / logS.Exp()).Square().Sum([-1]) * -0.5 - logS * 2 - Math.Log(2 * Math.PI);

    private Tensor Integral(Tensor logWeight, Tensor value) => (logWeight.Exp() * value).Sum() * cell;
}
