using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Probability.Tests.Distributions;

[NoLeak]
public sealed class ColourLogisticTests
{
    private const int Levels = 4;

    private static readonly double[] mu = [0.3, 0.55, 0.7, 0.4, 0.2, 0.9], logScale = [-1.5, -2, -1.2, -1.8, -2.2, -1], coupling = [0.9, -0.4, 0.5, 1.2, -0.7, 0.6];

    [Fact]
    public void Its_mass_over_all_colours_of_a_pixel_is_one()
    {
        using var scope = TensorScope.Enter();
        var all = Colours(pixels: 1);
        var p = new ColourLogistic(Row([.. mu.Take(3)]), Row([.. logScale.Take(3)]), Row([.. coupling.Take(3)]), Levels);
        p.LogProb(all).Exp().Sum().ToDouble().ShouldBe(1, 1e-12);
    }

    [Fact]
    public void Green_moves_with_red_and_blue_with_both_in_the_pixel_they_share()
    {
        using var scope = TensorScope.Enter();
        // Two pixels, channel by channel: R R G G B B; a of both, then b, then c.
        double[] x = [1.0 / 3, 1, 2.0 / 3, 0, 1, 1.0 / 3];
        double expected = 0;
        for (var k = 0; k < 2; k++)
        {
            double red = x[k] - mu[k], green = x[2 + k] - mu[2 + k];
            expected += Bin(x[k], mu[k], logScale[k])
                + Bin(x[2 + k], mu[2 + k] + coupling[k] * red, logScale[2 + k])
                + Bin(x[4 + k], mu[4 + k] + coupling[2 + k] * red + coupling[4 + k] * green, logScale[4 + k]);
        }

        new ColourLogistic(Row(mu), Row(logScale), Row(coupling), Levels).LogProb(Row(x)).ToDouble().ShouldBe(expected, 1e-12);
    }

    [Fact]
    public void Without_coupling_it_is_the_plain_distribution()
    {
        using var scope = TensorScope.Enter();
        var x = Row([0, 1, 1.0 / 3, 2.0 / 3, 0, 1]);
        new ColourLogistic(Row(mu), Row(logScale), Row([0.0]), Levels).LogProb(x).ToDouble().ShouldBe(new DiscretisedLogistic(Row(mu), Row(logScale), Levels).LogProb(x).ToDouble(), 1e-12);
    }

    [Fact]
    public void Draws_come_as_often_as_it_says()
    {
        using var scope = TensorScope.Enter();
        const int Draws = 60_000;
        var p = new ColourLogistic(Row([.. mu.Take(3)]), Row([.. logScale.Take(3)]), Row([.. coupling.Take(3)]), Levels);
        var drawn = p.Draw(new NoiseStream(1), Draws).Value;
        var place = (drawn * (Levels - 1)).Round().To(DType.I64);
        double[] seen = new double[Levels * Levels * Levels], mass = p.LogProb(Colours(pixels: 1)).Exp().ToArray<double>();
        var of = (place.Select(-1, 0) * (Levels * Levels) + place.Select(-1, 1) * Levels + place.Select(-1, 2)).ToArray<long>();
        foreach (var colour in of) seen[colour]++;
        // Pearson's statistic of 63 degrees of freedom is above 110 once in five thousand seeds.
        Enumerable.Range(0, mass.Length).Sum(k => Math.Pow(seen[k] - Draws * mass[k], 2) / (Draws * mass[k])).ShouldBeLessThan(110);
    }

    [Fact]
    public void Gradients_reach_all_its_parameters()
    {
        using var scope = TensorScope.Enter();
        const double Step = 1e-5;
        double[] theta = [.. mu, .. logScale, .. coupling];
        var leaf = Row(theta).RequireGrad();
        LogProb(leaf).Backward();
        var gradient = leaf.Grad!.ToArray<double>();
        // Central differences err by about 1e-9 here.
        for (var j = 0; j < theta.Length; j++)
            gradient[j].ShouldBe((LogProb(Row(Moved(j, Step))).ToDouble() - LogProb(Row(Moved(j, -Step))).ToDouble()) / (2 * Step), 1e-7, $"parameter {j}");
        gradient.ShouldAllBe(g => g != 0);

        Tensor LogProb(Tensor t) => new ColourLogistic(t.Narrow(0, 0, 6), t.Narrow(0, 6, 6), t.Narrow(0, 12, 6), Levels).LogProb(Row([0, 1, 1.0 / 3, 2.0 / 3, 0, 1]));

        double[] Moved(int j, double by) => [.. theta.Select((v, k) => k == j ? v + by : v)];
    }

    [Fact]
    public void Nothing_overflows_where_a_channel_is_far_off()
    {
        using var scope = TensorScope.Enter();
        var p = new ColourLogistic(Tensor.From([0f, 1, 0.5f]), Tensor.From([-9f, -9, 9]), Tensor.From([-2f, 2, 2]));
        p.LogProb(Tensor.From([1f, 0, 1])).ToDouble().ShouldBeInRange(-1e8, -1e3);
        p.Draw(new NoiseStream(2), 50).Value.Isfinite().All().ToDouble().ShouldBe(1);
    }

    [Fact]
    public void Elements_and_events_that_are_no_colours_are_refused()
    {
        using var scope = TensorScope.Enter();
        Should.Throw<NotSupportedException>(() => new ColourLogistic(Row(mu), Row(logScale), Row(coupling)).Elements()).Message.ShouldContain("channels of a pixel");
        Should.Throw<ArgumentException>(() => new ColourLogistic(Row([0.5, 0.5]), Row([0.0]), Row([0.0]))).Message.ShouldContain("no image of 3 channels");
    }

    private static Tensor Row(double[] values) => Tensor.From(values);

    private static double Bin(double x, double location, double logScale)
    {
        double half = 0.5 / (Levels - 1), s = Math.Exp(logScale);
        return Math.Log((x > 1 - half ? 1 : Sigmoid((x + half - location) / s)) - (x < half ? 0 : Sigmoid((x - half - location) / s)));

        static double Sigmoid(double v) => 1 / (1 + Math.Exp(-v));
    }

    // [64, 3], red slowest.
    private static Tensor Colours(int pixels)
    {
        var values = from r in Enumerable.Range(0, Levels) from g in Enumerable.Range(0, Levels) from b in Enumerable.Range(0, Levels) from v in new[] { r, g, b } select v / (double)(Levels - 1);
        return Tensor.From([.. values]).View([-1, 3 * pixels]);
    }
}
