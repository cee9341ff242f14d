using System.Globalization;
using Elbo.Evaluation.Density;
using Elbo.Evaluation.Images;
using Elbo.Torch;
using Elbo.Torch.Optim;

namespace Elbo.Evaluation.Studies;

/// <summary>
/// One isotropic Gaussian fitted to a mixture of two by different criteria (Theis et al. 2016, arXiv 1511.01844, figure 1): what a model gives up depends on
/// what it was trained by, and a good value under one criterion is none under another.
/// </summary>
public sealed class ToyObjectivesStudy : IStudy
{
    private const double Bandwidth = 1;
    private const int Steps = 600, Pixels = 200;

    private static readonly (double X, double Y, double Spread, double Weight)[] mixture = [(-2, -2, 0.7, 0.35), (2, 2, 0.7, 0.65)];

    /// <inheritdoc/>
    public string Id => "toy-objectives";

    /// <inheritdoc/>
    public string Summary => "One Gaussian fitted to two by KL, MMD and Jensen-Shannon divergence: each criterion gives up something else";

    /// <inheritdoc/>
    public string Source => "Theis et al. 2016 (arXiv 1511.01844), §2.2, figure 1";

    /// <inheritdoc/>
    public string? DefaultData => null;

    /// <inheritdoc/>
    public int? DefaultSamples => null;

    /// <inheritdoc/>
    public StudyResult Run(StudyContext context)
    {
        using var scope = TensorScope.Enter();
        var pair = new GaussianPair(mixture);
        (string Key, string Name, Func<Tensor, Tensor, Tensor> Of)[] criteria =
        [
            ("kl", "KL(p ‖ q)", pair.Forward),
            ("mmd", "MMD", (m, logS) => pair.SquaredDiscrepancy(m, logS, Bandwidth)),
            ("jsd", "Jensen-Shannon", pair.JensenShannon),
            ("reverse_kl", "KL(q ‖ p)", pair.Reverse),
        ];
        var fits = new List<(double X, double Y, double S)>();
        var rows = new List<IReadOnlyList<object?>>();
        foreach (var (n, (_, name, criterion)) in criteria.Index())
        {
            context.Report(name, n, criteria.Length);
            var fit = Fit(criterion, context.Cancel);
            fits.Add(fit);
            using var inner = TensorScope.Enter();
            var (m, logS) = (Tensor.From([fit.X, fit.Y], 2), Tensor.From([Math.Log(fit.S)], 1));
            rows.Add([name, fit.X, fit.Y, fit.S, .. criteria.Select(c => (object?)(c.Key == "mmd" ? Math.Sqrt(Math.Max(0, c.Of(m, logS).ToDouble())) : c.Of(m, logS).ToDouble()))]);
        }
        var (kl, jsd) = ((double)rows[0][4]!, (double)rows[2][4]!);
        return new()
        {
            Finding = string.Create(CultureInfo.InvariantCulture,
                $"by KL(p ‖ q) the Gaussian covers both modes (s {fits[0].S:0.00}), by Jensen-Shannon it sits at one ({fits[2].X:0.0}, {fits[2].Y:0.0}; s {fits[2].S:0.00}) and its log-likelihood is {jsd - kl:0.0} nats worse"),
            Tables = [new("fits", "The Gaussian N(m, s²I) of each criterion, and what it is worth under the others",
                [new("criterion", "fitted by"), new("m_1", "m₁", "0.00"), new("m_2", "m₂", "0.00"), new("s", "s", "0.00"), .. criteria.Select(c => new StudyColumn(c.Key, c.Key == "mmd" ? "MMD" : $"{c.Name} (nats)", "0.000"))], rows)],
            Images = [new("fits", Panels(pair, fits), "the mixture, and the Gaussian of each criterion", $"From the left: the data, then circles at one and two standard deviations of the fits by {string.Join(", ", criteria.Select(c => c.Name))}.")],
            Notes =
            [
                "the paper does not give its mixture: here modes (−2, −2) and (2, 2), standard deviation 0.7, weights 0.35 and 0.65",
                string.Create(CultureInfo.InvariantCulture, $"MMD with a Gaussian kernel of bandwidth {Bandwidth:0.0}; each criterion is descended from the mean of the data and from both modes, and the best end is kept"),
            ],
        };
    }

    /// <summary>The parameters (m, s) of the least value found.</summary>
    internal static (double X, double Y, double S) Fit(Func<Tensor, Tensor, Tensor> criterion, CancellationToken cancel)
    {
        var best = (Value: double.PositiveInfinity, X: 0.0, Y: 0.0, S: 1.0);
        foreach (var (x, y) in (ReadOnlySpan<(double, double)>)[(0.6, 0.6), .. mixture.Select(c => (c.X, c.Y))])
        {
            cancel.ThrowIfCancellationRequested();
            using var scope = TensorScope.Enter();
            var (m, logS) = (Tensor.From([x, y], 2).RequireGrad(), Tensor.From([0.0], 1).RequireGrad());
            using var adam = new Adam([("m", m), ("log_s", logS)], 0.05);
            for (var k = 0; k < Steps; k++)
            {
                using var step = TensorScope.Enter();
                // Steps grow smaller towards the end, so that the last is at the optimum.
                adam.LearningRate = 0.05 * Math.Pow(1e-3, (double)k / Steps);
                adam.ZeroGrad();
                criterion(m, logS).Sum().Backward();
                adam.Step();
            }
            using var off = Gradients.Off();
            var (at, s) = (m.ToArray<double>(), Math.Exp(logS.ToArray<double>()[0]));
            if (criterion(m, logS).ToDouble() is var value && value < best.Value) best = (value, at[0], at[1], s);
        }
        return (best.X, best.Y, best.S);
    }

    // Densities as darkness on white, each panel by its own largest.
    private static Raster Panels(GaussianPair pair, List<(double X, double Y, double S)> fits)
    {
        const double reach = 5.2, line = 0.06;
        var points = new double[Pixels * Pixels * 2];
        for (var i = 0; i < Pixels * Pixels; i++)
            (points[2 * i], points[2 * i + 1]) = (reach * (2.0 * (i % Pixels) / (Pixels - 1) - 1), reach * (1 - 2.0 * (i / Pixels) / (Pixels - 1)));
        var data = pair.LogDensity(Tensor.From(points, Pixels * Pixels, 2)).Exp().ToArray<double>();
        var values = new List<float>(Ink(data, null));
        foreach (var fit in fits) values.AddRange(Ink(data, fit));
        return new ImageGrid { Columns = 1 + fits.Count, Scale = 1, Padding = 2, Background = 160 }.Render([.. values], 1 + fits.Count, 3, Pixels, Pixels);

        float[] Ink(double[] density, (double X, double Y, double S)? fit)
        {
            var ink = new float[3 * Pixels * Pixels];
            var most = density.Max();
            for (var i = 0; i < Pixels * Pixels; i++)
            {
                var p = (float)(density[i] / most);
                // The data in blue; the fit as circles at one and two standard deviations.
                var isLine = fit is { } f && Math.Sqrt(Math.Pow(points[2 * i] - f.X, 2) + Math.Pow(points[2 * i + 1] - f.Y, 2)) is var r && (Math.Abs(r - f.S) < line || Math.Abs(r - 2 * f.S) < line / 2);
                (ink[i], ink[Pixels * Pixels + i], ink[2 * Pixels * Pixels + i]) = isLine ? (0.9f, 0.4f, 0) : (1 - 0.85f * p, 1 - 0.55f * p, 1 - 0.25f * p);
            }
            return ink;
        }
    }
}
