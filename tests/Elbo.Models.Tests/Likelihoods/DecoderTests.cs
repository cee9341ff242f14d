using Elbo.Models.Likelihoods;
using Elbo.Models.Networks;
using Elbo.Testing;
using Elbo.Torch;
using Elbo.Torch.Fused;
using Elbo.Torch.Nn;

namespace Elbo.Models.Tests.Likelihoods;

[NoLeak]
public sealed class DecoderTests
{
    private const int D = 5;

    // f32: sums of five terms around 5.
    private const double Rounding = 1e-5;

    public static TheoryData<string> Kinds => ["bernoulli", "gaussian", "gaussian, unbounded mean", "gaussian, one variance", "logistic"];

    [Theory, MemberData(nameof(Kinds))]
    public void Log_probability_of_several_draws_is_that_of_each(string kind)
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        using var decoder = Make(kind);
        var z = new NoiseStream(1).Normal([4, 3, 2]);
        var x = decoder.Of(z[0]).Draw(new NoiseStream(2)).Value;
        var together = decoder.LogProb(x, z);
        together.Shape.ToArray().ShouldBe([4L, 3]);
        for (var s = 0; s < 4; s++) (decoder.LogProb(x, z[s].Contiguous()) - together[s]).Abs().Max().ToDouble().ShouldBeLessThan(Rounding);
        decoder.Mean(z).Shape.ToArray().ShouldBe([4L, 3, D]);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Draws_average_to_the_mean_and_those_of_a_discrete_distribution_are_values_it_takes(string kind)
    {
        const int Draws = 20_000;
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        using var decoder = Make(kind);
        var z = new NoiseStream(1).Normal([1, 2]);
        var x = decoder.Of(z.Expand([Draws, 2]).Contiguous()).Draw(new NoiseStream(2)).Value;
        var top = kind == "bernoulli" ? 1 : decoder.GreyLevels - 1;
        if (top is { } last) x.ToArray<float>().All(v => v >= 0 && v <= 1 && Math.Abs(v * last - Math.Round((double)v * last)) < 1e-3).ShouldBeTrue();
        var error = (x.Std([0], correction: 1) * (5 / Math.Sqrt(Draws))).ToArray<float>();
        var (empirical, mean) = (x.Mean([0]).ToArray<float>(), decoder.Mean(z).ToArray<float>());
        // Of the logistic it is the mode, from which the edges of [0, 1] draw the mean of so wide a distribution away.
        if (kind == "logistic") return;
        for (var d = 0; d < D; d++) empirical[d].ShouldBe(mean[d], error[d]);
    }

    [Fact]
    public void A_gaussian_on_its_floor_has_that_variance_at_least_and_counts_the_dimensions()
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        using var decoder = new GaussianDecoder(Network(), OutputMean.Identity, -3, null);
        // Two dimensions ask for far less, the others for far more.
        Bias(decoder, "log_var").CopyInPlace(Tensor.From([-30f, -20f, 5f, 5f, 5f]));
        Weight(decoder, "log_var").FillInPlace(0);
        var pass = new Pass(new NoiseStream(1));
        var z = new NoiseStream(1).Normal([6, 3, 2]);
        var mean = decoder.Mean(z);
        var logProb = decoder.LogProb(mean[0].Contiguous(), z[0].Contiguous());
        // At its mean a normal distribution has density 1/√(2πσ²).
        var expected = -0.5 * (2 * -3 + 3 * 5 + D * Math.Log(2 * Math.PI));
        // log(1 + e^-8) of softness three times over.
        logProb.ToArray<float>().ShouldAllBe(v => Math.Abs(v - expected) < 2e-3);
        decoder.LogProb(mean[0].Contiguous(), z, pass);
        pass.Terms.ShouldHaveSingleItem().Name.ShouldBe("dimensions_at_floor");
        pass.Terms[0].Values.ToArray<float>().ShouldBe([2f, 2, 2]);
    }

    [Fact]
    public void A_dimension_below_the_floor_is_lifted_again_by_data_that_needs_it()
    {
        using var scope = TensorScope.Enter();
        using var decoder = new GaussianDecoder(Network(), OutputMean.Identity, -3, null);
        using (Gradients.Off()) Bias(decoder, "log_var").FillInPlace(-4);
        decoder.LogProb(Tensor.Full([3, D], 9.0), new NoiseStream(1).Normal([3, 2])).Sum().Backward();
        // log p grows with log σ² where the data is many σ away; a hard clamp would give 0.
        Bias(decoder, "log_var").Grad!.ToArray<float>().ShouldAllBe(g => g > 1);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void The_start_is_the_mean_of_the_data(string kind)
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        var mean = Tensor.From([0.1f, 0.3f, 0.5f, 0.7f, 0.9f]);
        using var decoder = Make(kind, mean);
        // Codes of 0 reach the outputs through biases alone, and those of the body start at 0.
        (decoder.Mean(Tensor.Zeros([1, 2])) - mean).Abs().Max().ToDouble().ShouldBeLessThan(1e-6);
    }

    [Theory, InlineData("gaussian"), InlineData("logistic")]
    public void Without_a_floor_of_its_own_a_spread_starts_at_the_data_s_and_stays_between_bounds_around_it(string kind)
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        // Standard deviations of five dimensions of one scale, one of them constant.
        double[] own = [0.1, 0.2, 0.3, 0.4, 0];
        var data = DataSpread.Of(own, oneScale: true);
        using Decoder decoder = kind == "gaussian" ? new GaussianDecoder(Network(), OutputMean.Sigmoid, null, null, data) : new DiscretisedLogisticDecoder(Network(), OutputMean.Sigmoid, null, null, data);
        var z = new NoiseStream(1).Normal([7, 2]);
        // Whatever the code is: the readout has not learned to read it.
        var start = Deviations(decoder.Of(z)).ToArray<float>();
        for (var d = 0; d < start.Length; d++)
            if (d % D < 4) start[d].ShouldBe((float)own[d % D], 1e-3f * (float)own[d % D]);
            else start[d].ShouldBeInRange(1e-6f, 0.05f);
        var common = Math.Sqrt(own.Average(v => v * v));
        Bias(decoder, kind == "gaussian" ? "log_var" : "log_scale").CopyInPlace(Tensor.From([-300f, -30f, 0f, 30f, 300f]));
        var far = Deviations(decoder.Of(z));
        far.Isfinite().All().ToDouble().ShouldBe(1);
        // Three deviations, and the softness of the upper end.
        far.Max().ToDouble().ShouldBeLessThan(2 * 3 * common);
        far.Min().ToDouble().ShouldBeGreaterThan(kind == "gaussian" ? common / 20.001 : 1.0 / 255 / 8);
    }

    [Fact]
    public void Columns_of_a_row_have_a_scale_each_and_a_constant_one_that_of_all()
    {
        using var scope = TensorScope.Enter();
        DataSpread.Of([0.001, 1000, 0], oneScale: false).Scale.ToArray<float>().ShouldBe([0.001f, 1000, (float)Math.Sqrt(1000.0 * 1000 / 3)], 1e-3);
        DataSpread.Of([0, 0], oneScale: true).Scale.ToArray<float>().ShouldBe([1f, 1]);
    }

    private static Tensor Deviations(Elbo.Probability.Distribution p) => p switch
    {
        Elbo.Probability.Normal normal => (normal.LogVariance() * 0.5).Exp(),
        Elbo.Probability.DiscretisedLogistic logistic => logistic.LogScale.Exp() * (Math.PI / Math.Sqrt(3)),
        _ => throw new ArgumentException("no spread"),
    };

    private static Decoder Make(string kind, Tensor? mean = null) => kind switch
    {
        "gaussian" => new GaussianDecoder(Network(), OutputMean.Sigmoid, -8, mean),
        "gaussian, unbounded mean" => new GaussianDecoder(Network(), OutputMean.Identity, -8, mean),
        "gaussian, one variance" => new IsotropicGaussianDecoder(Network(), OutputMean.Sigmoid, 0.04, 0, mean),
        "logistic" => new DiscretisedLogisticDecoder(Network(), OutputMean.Sigmoid, -8, mean),
        _ => new BernoulliDecoder(Network(), mean),
    };

    private static DecoderNetwork Network()
    {
        using var generator = new Generator(1);
        var weights = Initialisers.Normal(0.7);
        var body = new Mlp(2, [6], Activation.Tanh, generator, weights);
        return new(body, D, () =>
        {
            using var own = new Generator(2);
            return new DenseReadout(6, D, own, weights);
        });
    }

    private static Tensor Bias(Decoder decoder, string part) => decoder.NamedParameters().Single(p => p.Name == $"{part}.bias").Value;

    private static Tensor Weight(Decoder decoder, string part) => decoder.NamedParameters().Single(p => p.Name == $"{part}.weight").Value;
}
