using Elbo.Data;
using Elbo.Models.Likelihoods;
using Elbo.Models.Networks;
using Elbo.Testing;
using Elbo.Torch;
using Elbo.Torch.Fused;
using Elbo.Torch.Nn;

namespace Elbo.Models.Tests.Likelihoods;

/// <summary>Columns of counts in a mixed row.</summary>
[NoLeak]
public sealed class MixedCountTests
{
    // f32: sums of half a dozen terms of a few nats, of counts that are read back from standardised numbers.
    private const double Rounding = 2e-5;

    // Encoded: count 0 and its mark 1, number 2, categories 3-4, count 5.
    private static readonly TableEncoding encoding = new(
    [
        new("visits", ColumnKind.Numeric) { Mean = 3, Deviation = 7, Values = ColumnValues.Count, Indicator = true },
        new("height", ColumnKind.Numeric) { Mean = 1.7, Deviation = 0.1 },
        new("site", ColumnKind.Categorical) { Categories = ["n", "s"] },
        new("calls", ColumnKind.Numeric) { Mean = 200, Deviation = 150, Values = ColumnValues.Count },
    ], true, MissingValues.Mean, null, []);

    private static readonly double[] outputs = [1.1, -2, 0.3, 0.5, -0.4, 5.2], logSizes = [-0.3, 1.5];

    [Theory, InlineData(true), InlineData(false)]
    public void Log_probability_of_counts_is_their_mass_written_by_hand_and_nothing_where_they_are_missing(bool isPoisson)
    {
        using var scope = TensorScope.Enter();
        var row = Row(isPoisson);
        var rest = (-0.5 * ((0.5 - 0.3) * (0.5 - 0.3) / Math.Exp(-0.5) + Math.Log(2 * Math.PI) - 0.5)) + 0.5 - Math.Log(Math.Exp(0.5) + Math.Exp(-0.4));
        Log(row, [(4 - 3) / 7.0, 0, 0.5, 1, 0, (230 - 200) / 150.0]).ShouldBe(rest + Mass(4, 0) + Mass(230, 1) - Math.Log(1 + Math.Exp(-2)), 10 * Rounding);
        Log(row, [77, 1, 0.5, 1, 0, (230 - 200) / 150.0]).ShouldBe(rest + Mass(230, 1) - Math.Log(1 + Math.Exp(2)), 10 * Rounding);

        double Mass(int x, int which)
        {
            var (mean, size) = (Math.Exp(outputs[which == 0 ? 0 : 5]), Math.Exp(logSizes[which]));
            // Products in place of gamma functions.
            if (isPoisson) return (x * Math.Log(mean)) - mean - Enumerable.Range(1, x).Sum(k => Math.Log(k));
            return Enumerable.Range(0, x).Sum(k => Math.Log((size + k) / (k + 1))) + (size * Math.Log(size / (size + mean))) + (x * Math.Log(mean / (size + mean)));
        }
    }

    [Theory, InlineData(0), InlineData(1), InlineData(1_000_003), InlineData(ColumnEncoding.MostCount)]
    public void A_count_comes_back_whole_however_large_it_is(int count)
    {
        using var scope = TensorScope.Enter();
        var wide = new TableEncoding([new("n", ColumnKind.Numeric) { Mean = 123.4, Deviation = 3456.7, Values = ColumnValues.Count }], true, MissingValues.Mean, null, []);
        var columns = MixedColumns.Of(wide);
        var standardised = (float)((count - 123.4) / 3456.7);
        columns.ToCounts(Tensor.From([standardised])).Round().ToArray<float>()[0].ShouldBe(count);
        wide.Decode([standardised])[0].ShouldBe(count.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory, InlineData(true), InlineData(false)]
    public void Draws_are_whole_and_have_the_mean_and_variance_of_their_family(bool isPoisson)
    {
        const int Draws = 20_000;
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        var x = Row(isPoisson).Draw(new NoiseStream(3), Draws).Value.Reshape([Draws, 6]).ToArray<float>();
        var calls = Enumerable.Range(0, Draws).Select(n => (x[(n * 6) + 5] * 150.0) + 200).ToList();
        calls.ShouldAllBe(c => Math.Abs(c - Math.Round(c)) < 1e-3 && c > -0.5);
        Enumerable.Range(0, Draws).ShouldAllBe(n => x[(n * 6) + 1] == 0 || x[n * 6] == 0);
        var (mean, size) = (Math.Exp(5.2), Math.Exp(1.5));
        var variance = isPoisson ? mean : mean + (mean * mean / size);
        // Five standard errors; of a variance, with the kurtosis of at most 3 + 6/r.
        calls.Average().ShouldBe(mean, 5 * Math.Sqrt(variance / Draws));
        calls.Average(c => (c - mean) * (c - mean)).ShouldBe(variance, 5 * variance * Math.Sqrt((2 + 6 / size) / Draws) * 1.5);
    }

    [Fact]
    public void The_start_has_mean_and_spread_of_the_data()
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        var data = new DataSpread(Tensor.From([1f, 0.3f, 1, 0.5f, 0.5f, 1]), Tensor.Ones([6]));
        using var decoder = Make(Tensor.From([0f, 0.1f, 0, 0.5f, 0.5f, 0]), data);
        var row = decoder.Of(Tensor.Zeros([1, 2]));
        (row.Location()! - Tensor.From([0f, 0.1f, 0, 0.5f, 0.5f, 0])).Abs().Max().ToDouble().ShouldBeLessThan(1e-4);
        var calls = row.Draw(new NoiseStream(1), 20_000).Value.Reshape([20_000, 6]).ToArray<float>().Where((_, k) => k % 6 == 5).ToList();
        // Standardised: mean 0 and deviation 1, each to five standard errors of such counts.
        calls.Average().ShouldBe(0, 5 / Math.Sqrt(20_000));
        Math.Sqrt(calls.Average(c => c * c)).ShouldBe(1, 0.06);
    }

    private static MixedRow Row(bool isPoisson)
    {
        var columns = MixedColumns.Of(encoding);
        return new(columns, columns.Arrange(Tensor.From(Singles(outputs), 1, 6)), Tensor.From([-0.5f]), null, isPoisson ? null : Tensor.From(Singles(logSizes)));
    }

    private static MixedDecoder Make(Tensor mean, DataSpread data)
    {
        using var generator = new Generator(1);
        var weights = Initialisers.Normal(0.7);
        return new(new(new Mlp(2, [6], Activation.Tanh, generator, weights), 6, () =>
        {
            using var own = new Generator(2);
            return new DenseReadout(6, 6, own, Initialisers.Normal(1e-6));
        }), MixedColumns.Of(encoding), NumericColumnKind.Gaussian, CountColumnKind.NegativeBinomial, null, mean, data);
    }

    private static double Log(MixedRow row, double[] x) => row.LogProb(Tensor.From(Singles(x), 1, x.Length)).ToArray<float>()[0];

    private static float[] Singles(double[] values) => [.. values.Select(v => (float)v)];
}
