using Elbo.Models.Zoo.LinearGaussian;
using Elbo.Torch;

namespace Elbo.Evaluation.SelfCheck;

/// <summary>
/// W = (1, 2), b = (½, −1), σ² = ¼, x = (1, 1) with a scalar code: log p(x) = −2.759558…, posterior N(6/7, 1/21). The encoder offers
/// that posterior moved by <see cref="Shift"/> and stretched by <see cref="Stretch"/> of its standard deviations.
/// </summary>
internal sealed class ScalarProblem : IDisposable
{
    public const double Shift = 2, Stretch = 1.3;

    private const double Variance = 1.0 / 21, PosteriorMean = 18.0 / 21;

    public ScalarProblem()
    {
        using var generator = new Generator(1);
        Model = LinearGaussianModel.Build(new() { Latent = 1, Encoder = LinearGaussianEncoder.Diagonal }, new([2], generator));
        // F64, so that log σ² is exact enough for the figures below.
        Model.To(Device.Cpu, DType.F64);
        Put("decoder.weight", 1, 2);
        Put("decoder.bias", 0.5, -1);
        Put("log_var", Math.Log(0.25));
        Put("encoder.weight", 0, 0);
        Put("encoder.bias", PosteriorMean + Shift * Math.Sqrt(Variance));
        Put("encoder_log_var", Math.Log(Stretch * Stretch * Variance));
    }

    /// <summary>log N(x; b, W Wᵀ + σ² I) with the 2 × 2 inverse written out: residual (½, 2), covariance [[5/4, 2], [2, 17/4]].</summary>
    public static double LogEvidence { get; } =
        -0.5 * (2 * Math.Log(2 * Math.PI) + Math.Log(21.0 / 16) + (17.0 / 4 * 0.25 - 2 * 2 * 0.5 * 2 + 5.0 / 4 * 4) / (21.0 / 16));

    /// <summary>Standard deviation of p(z | x).</summary>
    public static double PosteriorSpread { get; } = Math.Sqrt(Variance);

    /// <summary>KL(q ‖ p(z)).</summary>
    public static double Kl { get; } = 0.5 * (Square(Mean) + Spread - 1 - Math.Log(Spread));

    /// <summary>E_q log p(x | z): the squares at the mean, and 5 times the variance of z, over σ².</summary>
    public static double Reconstruction { get; } = -Math.Log(2 * Math.PI * 0.25) - (Square(0.5 - Mean) + Square(2 - 2 * Mean) + 5 * Spread) / (2 * 0.25);

    /// <summary>Standard deviation of log p(x | z) over z ~ q: with z = m + sε it is α + βε + γε², of variance β² + 2γ².</summary>
    public static double ReconstructionSpread { get; } = Math.Sqrt(Spread * Square(((0.5 - Mean) + 2 * (2 - 2 * Mean)) / 0.25) + 2 * Square(10 * Spread));

    /// <summary>Standard deviation of log w over z ~ q: log p(z | x) − log q(z | x) is −½ (Δ + sε)² + ½ ε² and a constant.</summary>
    public static double LogWeightSpread { get; } = Math.Sqrt(Square(Shift * Stretch) + 2 * Square(0.5 * (Stretch * Stretch - 1)));

    public LinearGaussianModel Model { get; }

    private static double Mean => PosteriorMean + Shift * Math.Sqrt(Variance);

    private static double Spread => Stretch * Stretch * Variance;

    public static FixedExamples Repeat(int count) => new([1, 1], 2, count);

    /// <summary>Exact draws from p(z | x), [1, count, 1] F64.</summary>
    public static Tensor Posterior(NoiseStream noise, int count) => noise.Normal([1, count, 1], dtype: DType.F64) * Math.Sqrt(Variance) + PosteriorMean;

    public void Dispose() => Model.Dispose();

    private static double Square(double v) => v * v;

    private void Put(string name, params ReadOnlySpan<double> values) =>
        values.CopyTo(Model.NamedParameters().Single(p => p.Name == name).Value.AsWritableSpan<double>());
}
