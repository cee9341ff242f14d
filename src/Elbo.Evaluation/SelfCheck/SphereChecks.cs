using Elbo.Probability;
using Elbo.Torch;

namespace Elbo.Evaluation.SelfCheck;

/// <summary>Distributions over directions in dimensions in which Bessel functions are elementary; part of <see cref="SelfCheckSuite"/>.</summary>
internal static class SphereChecks
{
    private const int Draws = 400_000;

    private const double Kappa = 2;

    public static IEnumerable<SelfCheckRow> Run(ulong seed)
    {
        using var scope = TensorScope.Enter();
        var noise = new NoiseStream(new SeedStreams(seed).Seed("selfcheck-spheres"));
        // I_3/2 ~ cosh κ − sinh κ/κ and I_5/2 ~ (1 + 3/κ²) sinh κ − 3 cosh κ/κ.
        double sinh = Math.Sinh(Kappa), cosh = Math.Cosh(Kappa), length = ((1 + 3 / (Kappa * Kappa)) * sinh - 3 * cosh / Kappa) / (cosh - sinh / Kappa);
        var slope = 1 - length * length - 4 * length / Kappa;
        List<SelfCheckRow> rows =
        [
            SelfCheckRow.Of("sphere.kl-of-3", Divergence(3), Kappa * (cosh / sinh) - 1 + Math.Log(Kappa / sinh), 0),
            SelfCheckRow.Of("sphere.mean-length-of-5", Fisher(5).MeanLength().ToDouble(), length, 0),
        ];
        var (mean, meanError, gradient, gradientError) = Cosine(SphereCorrection.Implicit, noise);
        rows.Add(SelfCheckRow.Of("sphere.mean-cosine-of-5", mean, length, meanError));
        rows.Add(SelfCheckRow.Of("sphere.kappa-gradient-of-5.implicit", gradient, slope, gradientError));
        (_, _, gradient, gradientError) = Cosine(SphereCorrection.Score, noise);
        rows.Add(SelfCheckRow.Of("sphere.kappa-gradient-of-5.score", gradient, slope, gradientError));
        foreach (var (name, q) in (IEnumerable<(string, Distribution)>)[("von-mises-fisher", Fisher(5)), ("power-spherical", new PowerSpherical(Pole(5), Tensor.Scalar(Kappa, DType.F64)))])
        {
            var uniform = new HypersphericalUniform(5, DType.F64);
            var sampled = Kl.MonteCarlo(q, uniform, noise, Draws);
            rows.Add(SelfCheckRow.Of($"kl.{name}-uniform", sampled.Value.ToDouble(), Kl.Between(q, uniform).ToDouble(), sampled.StandardError.ToDouble()));
        }
        return rows;
    }

    private static double Divergence(long m) => Kl.Between(Fisher(m), new HypersphericalUniform(m, DType.F64)).ToDouble();

    private static VonMisesFisher Fisher(long m) => new(Pole(m), Tensor.Scalar(Kappa, DType.F64));

    /// <summary>Mean of μᵀz over draws and of its derivative in κ, with standard errors.</summary>
    private static (double Mean, double Error, double Gradient, double GradientError) Cosine(SphereCorrection correction, NoiseStream noise)
    {
        // A κ for each draw tells their gradients apart.
        var kappa = Tensor.Full([Draws], Kappa, DType.F64).RequireGrad();
        var drawn = new VonMisesFisher(Pole(5), kappa, correction).Draw(noise);
        var w = drawn.Value.Select(-1, 0);
        var whole = drawn.Correction is { } score ? w + (w.Detach() - w.Detach().Mean()) * score() : w;
        var gradients = Gradients.Of([whole.Sum()], [kappa])[0];
        return (w.Mean().ToDouble(), Error(w), gradients.Mean().ToDouble(), Error(gradients));

        static double Error(Tensor x) => Math.Sqrt(x.Detach().Var([0], 1).ToDouble() / Draws);
    }

    private static Tensor Pole(long m) => Tensor.From([1.0, .. new double[m - 1]]);
}
