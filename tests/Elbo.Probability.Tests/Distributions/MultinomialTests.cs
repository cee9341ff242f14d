using Elbo.Probability.Tests.Contract;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Probability.Tests.Distributions;

/// <summary>The contract's rows are scalar; counts of words are not, but a single count is binomial and few words can be listed.</summary>
[NoLeak]
public sealed class MultinomialTests
{
    private static readonly double[] logits = [0.3, -1, 1.2];

    [Fact]
    public void Masses_of_all_counts_of_four_words_add_up_to_one()
    {
        using var scope = TensorScope.Enter();
        var all = new List<double>();
        for (var a = 0; a <= 4; a++)
            for (var b = 0; a + b <= 4; b++) all.AddRange([a, b, 4 - a - b]);
        var masses = new Multinomial(Tensor.From(logits)).LogProb(Tensor.From([.. all]).View([-1, 3]));
        masses.Shape.ToArray().ShouldBe([15L]);
        masses.Exp().Sum().ToDouble().ShouldBe(1, 1e-12);
    }

    [Fact]
    public void In_order_the_log_probability_is_that_of_the_words_one_by_one()
    {
        using var scope = TensorScope.Enter();
        var words = new Categorical(Tensor.From(logits).Expand([4, 3]), 1).LogProb(Tensor.From([2L, 0, 2, 2]));
        var (counts, at) = (Tensor.From([1.0, 0, 3]), Tensor.From(logits));
        new Multinomial(at, ordered: true).LogProb(counts).ToDouble().ShouldBe(words.ToDouble(), 1e-12);
        // 4!/(1! 0! 3!) orders have these counts.
        new Multinomial(at).LogProb(counts).ToDouble().ShouldBe(words.ToDouble() + Math.Log(4), 1e-12);
    }

    [Fact]
    public void A_draw_has_n_words_whose_counts_are_binomial()
    {
        const int Draws = 50_000;
        using var scope = TensorScope.Enter();
        var distribution = new Multinomial(Tensor.From(logits).Expand([2, 3]), Tensor.From([0L, 5]));
        var draws = distribution.Draw(new NoiseStream(1), Draws).Value;
        draws.Shape.ToArray().ShouldBe([Draws, 2L, 3]);
        draws[0].Sum([-1]).ToArray<double>().ShouldBe([0.0, 5]);
        var share = Tensor.From(logits).Softmax(-1).ToArray<double>();
        for (var v = 0; v < 3; v++)
        {
            double[] counts = draws.Select(1, 1).Select(-1, v).ToArray<double>();
            var p = GoodnessOfFit.ChiSquare(counts, [0, 1, 2, 3, 4, 5], x => MathNet.Numerics.Distributions.Binomial.PMF(share[v], 5, (int)x));
            p.ShouldBeGreaterThan(0.01);
            distribution.Mean()[1][v].ToDouble().ShouldBe(5 * share[v], 1e-12);
            distribution.Variance()[1][v].ToDouble().ShouldBe(5 * share[v] * (1 - share[v]), 1e-12);
        }
    }

    [Fact]
    public void An_empty_text_has_probability_one()
    {
        using var scope = TensorScope.Enter();
        foreach (var ordered in new[] { false, true })
            new Multinomial(Tensor.From([30f, -30, 0]), ordered: ordered).LogProb(Tensor.Zeros([2, 3])).ToArray<float>().ShouldBe([0f, 0]);
    }
}
