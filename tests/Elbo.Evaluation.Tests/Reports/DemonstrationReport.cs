using Elbo.Evaluation.Charts;
using Elbo.Evaluation.Images;
using Elbo.Evaluation.Reports;

namespace Elbo.Evaluation.Tests.Reports;

/// <summary>A report of every kind of content, filled with invented numbers and drawn rings: test data, no measurement.</summary>
internal static class DemonstrationReport
{
    public static HtmlReport Build()
    {
        var report = new HtmlReport("TEST DATA: a VAE that was never trained")
        {
            Lead = "Every number on this page is invented, so that its layout can be looked at; nothing was measured.",
        };
        report.Card("ELBO", -102.6412, 0.2473, "nats per image");
        report.Card("IWAE-100 bound", -97.3088, 0.2512, "nats per image");
        report.Card("Active units", "23 of 50", "variance of the mean above 0.01");
        report.Card("Training time", "2 min 41 s", "12 epochs on 2 threads");
        report.Section("Training", s => s
            .Figure(Curves(), "The bound on held-out images follows the one on training images; the gap is what the model has learned by heart.")
            .Figure(Rates(), "The learning rate and its warm-up over steps, both on logarithmic axes."));
        report.Section("Images", s => s
            .Image(Reconstructions(), "Rings and bars above their blurred copies", "Forty images, each above its reconstruction.")
            .Image(Grid(64, 8), "64 rings and bars", "Samples from the prior: 64 draws of z, decoded to pixel probabilities.")
            .Image(Grid(77, 11), "7 rows of 11 rings", "Latent traversal: each row moves one latent dimension from −3 to 3."));
        report.Section("Latent space", s => s
            .Figure(Divergences(), "Each bar is one latent dimension; the flat ones carry nothing of the image.")
            .Figure(Means(), "Means of q(z|x) for 2,000 test images, coloured by digit."));
        report.Section("Bound in parts", s => s
            .Text("The evidence lower bound is the reconstruction term less the KL divergence, both in nats per image.")
            .Table(
                ["Term", "Train", "Test", "Standard error"],
                [["Reconstruction", "−76.10", "−78.34", "0.22"], ["KL divergence", "24.71", "24.30", "0.06"], ["ELBO", "−100.81", "−102.64", "0.25"]],
                "Nats per image, 10,000 test images"));
        report.Provenance(
            ("Configuration", "{\n  \"model\": { \"latent\": 50, \"hidden\": [200, 200] },\n  \"optimizer\": { \"rate\": 0.001 }\n}"),
            ("Seed", "1"),
            ("Data", "mnist, dynamic binarisation, 60,000 + 10,000 images"),
            ("Weights (SHA-256)", "3f786850e387550fdab836ed7e6dc881de23001b3f786850e387550fdab836ed"),
            ("Versions", "Elbo 0.1.0, libtorch 1.13.1, OpenBLAS 0.3.21 (openmp), .NET 10.0.0"),
            ("Machine", "2 cores, Debian 12"));
        report.Reproduce("elbo train vae --data mnist --preset demo --seed 1 --out runs/demo", "elbo evaluate runs/demo --split test --estimator iwae --samples 100");
        return report;
    }

    public static Raster Reconstructions()
    {
        float[] sharp = Rings(40, 0.12);
        return new ImageGrid().RenderPairs(sharp, Rings(40, 0.45), 40, 1, 28, 28);
    }

    public static Raster Grid(int count, int columns) => new ImageGrid { Columns = columns }.Render(Rings(count, 0.25), count, 1, 28, 28);

    public static Chart Curves()
    {
        double[] train = [.. Enumerable.Range(1, 12).Select(e => -100 - 105 * Math.Exp(-0.7 * (e - 1)))];
        double[] test = [.. Enumerable.Range(1, 12).Select(e => -102.6 - 98 * Math.Exp(-0.68 * (e - 1)))];
        return Chart.Lines(
            "Evidence lower bound", new Axis("epoch") { IsWhole = true }, new Axis("ELBO", "nats per image"), new("training images", train), new("test images", test));
    }

    private static Chart Rates()
    {
        double[] steps = [.. Enumerable.Range(1, 20_000).Select(i => (double)i)];
        var rate = new LineSeries("learning rate", steps, [.. steps.Select(s => 1e-3 * Math.Min(1, s / 500) * Math.Min(1, Math.Sqrt(2000 / s)))]);
        var norm = new LineSeries("gradient norm / 1000", steps, [.. steps.Select(s => s is > 4000 and < 5000 ? double.NaN : (0.6 + 0.3 * Math.Sin(s)) * Math.Pow(s, -0.3) / 50)]);
        return Chart.Lines("Learning rate and gradient", new Axis("step") { IsLogarithmic = true }, new Axis("value") { IsLogarithmic = true }, rate, norm);
    }

    private static Chart Divergences()
    {
        double[] kl = [.. Enumerable.Range(0, 50).Select(i => i % 2 == 0 ? 0.002 : 2.4 * Math.Exp(-0.04 * (i * 17 % 50)))];
        return Chart.Bars(
            "KL divergence of each latent dimension", new Axis("latent dimension"), new Axis("KL", "nats"), kl, new BarOptions { Emphasis = [.. kl.Select(v => v > 0.01)] });
    }

    private static Chart Means()
    {
        var random = new Random(5);
        var points = new List<(double, double)>();
        var labels = new List<int>();
        for (int i = 0; i < 2000; i++)
        {
            int label = i % 10;
            double angle = label * 0.628;
            double radius = 0.75 * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
            double turn = random.NextDouble() * 2 * Math.PI;
            points.Add((2.4 * Math.Cos(angle) + radius * Math.Cos(turn) * 0.7, 1.9 * Math.Sin(angle) + radius * Math.Sin(turn) * 0.6));
            labels.Add(label);
        }
        return Chart.Scatter("Latent means by digit", new Axis("first latent"), new Axis("second latent"), points, labels);
    }

    private static float[] Rings(int count, double softness)
    {
        var images = new float[count * 784];
        for (int i = 0; i < images.Length; i++)
        {
            (int n, int y, int x) = (i / 784, i / 28 % 28, i % 28);
            double radius = Math.Sqrt(Math.Pow((x - 13.5) / (6 + n % 4), 2) + Math.Pow((y - 13.5) / (9 - n % 3), 2));
            double distance = n % 5 == 4 ? Math.Abs(x - 13.5 + (y - 13.5) * 0.3) / 9 : Math.Abs(radius - 0.9);
            images[i] = (float)(1 / (1 + Math.Exp((distance - 0.22) / (softness * 0.2))));
        }
        return images;
    }
}
