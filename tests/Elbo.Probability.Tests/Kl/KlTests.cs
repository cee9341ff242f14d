using Elbo.Probability.Tests.Contract;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Probability.Tests.Kl;

[NoLeak]
public sealed class KlTests
{
    public static TheoryData<string> Names => KlCases.Names;

    [Theory, MemberData(nameof(Names))]
    public void The_closed_form_agrees_with_a_million_draws_within_three_standard_errors(string name)
    {
        using var scope = TensorScope.Enter();
        var noise = new NoiseStream(11);
        var (q, p) = KlCases.Named(name).Build();
        Probability.Kl.HasClosedForm(q, p).ShouldBeTrue();
        var exact = Probability.Kl.Between(q, p).ToDouble();
        exact.ShouldBeGreaterThan(0);
        var estimate = Probability.Kl.MonteCarlo(q, p, noise, 1_000_000);
        // A constant ratio (uniform distributions) has no error but rounding; elsewhere the bar must be a real one.
        var error = estimate.StandardError.ToDouble();
        error.ShouldBeLessThan(1e-2);
        Math.Abs(estimate.Value.ToDouble() - exact).ShouldBeLessThan(3 * error + 1e-12);
    }

    [Theory]
    [InlineData(DType.F32)]
    [InlineData(DType.F64)]
    public void Batches_of_either_side_broadcast(DType dtype)
    {
        using var scope = TensorScope.Enter();
        (Distribution Q, Distribution P)[] pairs(long[] q, long[] p) =>
        [
            (Normal.FromLogVariance(Tensor.Full(q, 0.5, dtype), Tensor.Full(q, -1, dtype)), new StandardNormal(p, 1, dtype)),
            (Normal.FromLogVariance(Tensor.Full(q, 0.5, dtype), Tensor.Full([1], -1, dtype)), new StandardNormal(p, 1, dtype)),
            (Normal.FromStd(Tensor.Full(q, 0.5, dtype), Tensor.Full(q, 2, dtype)), Normal.FromLogStd(Tensor.Full(p, 0.1, dtype), Tensor.Full([1], -1, dtype))),
            (new StandardNormal(q, 1, dtype), new StandardNormal(p, 1, dtype)), (new StandardNormal(q, 1, dtype), Normal.FromStd(Tensor.Full(p, 0.5, dtype), Tensor.Full(p, 2, dtype))),
            (new Bernoulli(Tensor.Full(q, 0.5, dtype)), new Bernoulli(Tensor.Full(p, -0.5, dtype))),
            (new Gamma(Tensor.Full(q, 2, dtype), Tensor.Full([1], 3, dtype)), new Gamma(Tensor.Full(p, 3, dtype), Tensor.Full(p, 1, dtype))),
        ];

        foreach (var (q, p, batch) in new (long[], long[], long[])[] { ([2], [3, 2], [3]), ([3, 2], [2], [3]), ([1, 2], [3, 2], [3]), ([4, 1, 2], [3, 2], [4, 3]), ([0, 2], [2], [0]) })
        {
            foreach (var ((from, to), (one, other)) in pairs(q, p).Zip(pairs([2], [2])))
            {
                var divergence = Probability.Kl.Between(from, to);
                divergence.Shape.ToArray().ShouldBe(batch, $"{from}, {to}");
                var single = Probability.Kl.Between(one, other).To(DType.F64).ToDouble();
                divergence.To(DType.F64).ToArray<double>().ShouldAllBe(v => Math.Abs(v - single) < 1e-5);
            }
        }
    }

    [Fact]
    public void The_divergence_of_a_distribution_from_itself_is_zero()
    {
        using var scope = TensorScope.Enter();
        foreach (var row in KlCases.All)
        {
            var (q, p) = row.Build();
            if (Probability.Kl.HasClosedForm(q, q)) Probability.Kl.Between(q, q).ToDouble().ShouldBe(0, 1e-15);
            if (Probability.Kl.HasClosedForm(p, p)) Probability.Kl.Between(p, p).ToDouble().ShouldBe(0, 1e-15);
        }
    }

    [Fact]
    public void A_batch_of_posteriors_meets_one_prior()
    {
        using var scope = TensorScope.Enter();
        var q = Normal.FromLogVariance(Tensor.From([1.0, 2, 0, 0], 2, 2), Tensor.Zeros([2, 2], DType.F64));
        Probability.Kl.Between(q, new StandardNormal(2, DType.F64)).ToArray<double>().ShouldBe([2.5, 0]);
    }

    [Fact]
    public void Close_normals_keep_their_digits()
    {
        using var scope = TensorScope.Enter();
        // ½(e^d − 1 − d) = d²/4 + d³/12 + …; the textbook form gives 0 here.
        const double d = 1e-9;
        var q = Normal.FromLogVariance(Tensor.From([0.0]), Tensor.From([d]));
        var p = Normal.FromLogVariance(Tensor.From([0.0]), Tensor.From([0.0]));
        Probability.Kl.Between(q, p).ToDouble().ShouldBe(d * d / 4, 1e-24);
    }

    [Fact]
    public void A_pair_without_closed_form_says_what_to_do_and_can_be_estimated()
    {
        using var scope = TensorScope.Enter();
        var noise = new NoiseStream(5);
        var q = new StandardNormal(1, DType.F64);
        var p = new Heavy();
        Probability.Kl.HasClosedForm(q, p).ShouldBeFalse();
        Should.Throw<NotSupportedException>(() => Probability.Kl.Between(q, p)).Message.ShouldContain("Kl.MonteCarlo");
        var estimate = Probability.Kl.MonteCarlo(q, p, noise, 1000);
        // Cauchy: E log(1 + x²) under N(0, 1) is 0.8351 (quadrature), so KL = log π + 0.8351 − ½(1 + log 2π).
        estimate.Value.ToArray<double>().ShouldHaveSingleItem().ShouldBe(Math.Log(Math.PI) + ExpectedLog() - 0.5 * (1 + Math.Log(2 * Math.PI)), 4 * estimate.StandardError.ToDouble());
    }

    [Fact]
    public void Odd_chunk_ends_do_not_change_the_number_of_draws()
    {
        using var scope = TensorScope.Enter();
        var noise = new NoiseStream(5);
        // An event of 2^18 elements makes every draw a chunk of its own; the exact value is 2^17.
        const long size = 1 << 18;
        var q = Normal.FromLogVariance(Tensor.Ones([size], DType.F64), Tensor.Zeros([size], DType.F64));
        var estimate = Probability.Kl.MonteCarlo(q, new StandardNormal(size, DType.F64), noise, 3);
        estimate.Value.ToDouble().ShouldBe(size / 2.0, 5 * Math.Sqrt(size / 3.0));
    }

    [Fact]
    public void A_uniform_distribution_that_reaches_outside_the_other_is_infinitely_far()
    {
        using var scope = TensorScope.Enter();
        var p = new Uniform(Tensor.From([0.0]), Tensor.From([1.0]));
        var q = new Uniform(Tensor.From([0.5]), Tensor.From([1.5]));
        Probability.Kl.Between(q, p).ToDouble().ShouldBe(double.PositiveInfinity);
        p.LogProb(Tensor.From([1.2])).ToDouble().ShouldBe(double.NegativeInfinity);
    }

    [Fact]
    public void An_excluded_category_adds_nothing()
    {
        using var scope = TensorScope.Enter();
        var q = new Categorical(Tensor.From([0.0, 0, double.NegativeInfinity]));
        var p = new Categorical(Tensor.From([0.0, 0, 0]));
        Probability.Kl.Between(q, p).ToDouble().ShouldBe(Math.Log(1.5), 1e-15);
        q.Entropy().ToDouble().ShouldBe(Math.Log(2), 1e-15);
        Probability.Kl.Between(p, q).ToDouble().ShouldBe(double.PositiveInfinity);
    }

    [Fact]
    public void Events_of_different_shape_are_refused()
    {
        using var scope = TensorScope.Enter();
        Should.Throw<ArgumentException>(() => Probability.Kl.Between(new StandardNormal(2), new StandardNormal(3))).Message.ShouldContain("same shape");
    }

    [Fact]
    public void Fused_rows_and_operators_give_the_same_value_and_gradient()
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(8);
        Tensor mu = Tensor.Randn([5, 37], generator).RequireGrad(), logVar = Tensor.Randn([5, 37], generator).RequireGrad();
        var fused = Probability.Kl.Between(Normal.FromLogVariance(mu, logVar), new StandardNormal(37));
        var precise = Probability.Kl.Between(Normal.FromLogVariance(mu.To(DType.F64), logVar.To(DType.F64)), new StandardNormal(37, DType.F64));
        // f32 rounding of a sum of 37 terms of order 1.
        for (var b = 0; b < 5; b++) fused.ToArray<float>()[b].ShouldBe((float)precise.ToArray<double>()[b], 1e-4f);
        var (a, c) = (Gradients.Of([fused], [mu, logVar], [Tensor.Ones([5])]), Gradients.Of([precise], [mu, logVar], [Tensor.Ones([5], DType.F64)]));
        for (var k = 0; k < 2; k++) (a[k] - c[k]).Abs().Max().ToDouble().ShouldBeLessThan(1e-5);
    }

    private static double ExpectedLog() => 2 * Quadrature.Integrate(x => Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI) * Math.Log(1 + x * x), 0, 12);

    /// <summary>A Cauchy distribution that nobody registered.</summary>
    private sealed class Heavy() : Distribution([1], 1, DType.F64, default)
    {
        public override Support Support => Support.Real;

        public override Tensor LogProb(Tensor x) => SumEvent(-(x.Square().Log1p()) - Math.Log(Math.PI));

        public override bool HasIndependentElements => false;

        public override Drawn Draw(NoiseStream noise, params ReadOnlySpan<long> sampleShape) =>
            new((noise.Uniform(DrawShape(sampleShape), Device, DType) * Math.PI).Tan(), this, null);

        public override Distribution Detached() => this;

        public override Distribution Elements() => throw new NotSupportedException();

        public override Tensor? Location() => null;
    }
}
