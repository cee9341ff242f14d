using Elbo.Data;
using Elbo.Models.Likelihoods;
using Elbo.Models.Networks;
using Elbo.Testing;
using Elbo.Torch;
using Elbo.Torch.Fused;
using Elbo.Torch.Nn;

namespace Elbo.Models.Tests.Likelihoods;

[NoLeak]
public sealed class MixedRowTests
{
    // f32: sums of a dozen terms of a few nats.
    private const double Rounding = 2e-5;

    // Encoded: number 0, its mark 1, categories 2-4, their mark 5, bit 6, number 7, categories 8-9, bit 10 and its mark 11, day and season 12-14.
    private static readonly TableEncoding encoding = new(
    [
        new("height", ColumnKind.Numeric) { Mean = 3, Deviation = 2, Indicator = true },
        new("colour", ColumnKind.Categorical) { Categories = ["a", "b", "c"], Indicator = true },
        new("member", ColumnKind.Numeric) { Mean = 0.2, Deviation = 0.4, Values = ColumnValues.Binary },
        new("weight", ColumnKind.Numeric) { Mean = -1, Deviation = 5 },
        new("site", ColumnKind.Categorical) { Categories = ["n", "s"] },
        new("paid", ColumnKind.Numeric) { Mean = 0.5, Deviation = 0.5, Values = ColumnValues.Binary, Indicator = true },
        new("born", ColumnKind.Date) { Mean = 1000, Deviation = 100 },
    ], true, MissingValues.Mean, null, []);

    // Outputs in the same order, of which marks and bits are log-odds and categories logits.
    private static readonly double[] outputs = [0.3, -2, 0.5, -0.4, 1.1, -3, 0.7, -0.9, 0.2, -0.6, -1.2, -1.5, 0.1, 0.4, -0.8];
    private static readonly double[] logVariances = [-0.5, 0.3, -1, -2, 0.2];
    private static readonly int[] numbers = [0, 7, 12, 13, 14];

    [Theory, InlineData(null), InlineData(4.0)]
    public void Log_probability_of_a_row_is_the_sum_over_its_columns_written_by_hand(double? freedom)
    {
        using var scope = TensorScope.Enter();
        var row = Row(freedom);
        // A bit is written (b − mean)/deviation.
        double[] x = [1.4, 0, 0, 1, 0, 0, (1 - 0.2) / 0.4, -0.3, 1, 0, (0 - 0.5) / 0.5, 0, 0.6, 0.5, -0.5];
        var expected = Number(0, x[0]) + Number(1, x[7]) + Number(2, x[12]) + Number(3, x[13]) + Number(4, x[14])
            + Bit(1, 0) + Bit(5, 0) + Bit(6, 1) + Bit(10, 0) + Bit(11, 0) + Category(1, 2, 3, 4) + Category(0, 8, 9);
        Log(row, x).ShouldBe(expected, Rounding);
        row.Elements().LogProb(Tensor.From(Singles(x), 1, 15)).Sum([-1]).ToArray<float>()[0].ShouldBe((float)expected, (float)Rounding);

        // What is missing counts as missing alone, whatever stands there.
        double[] missing = [.. x];
        (missing[0], missing[1], missing[3], missing[5], missing[10], missing[11]) = (77, 1, 0, 1, 33, 1);
        var without = Number(1, x[7]) + Number(2, x[12]) + Number(3, x[13]) + Number(4, x[14])
            + Bit(1, 1) + Bit(5, 1) + Bit(6, 1) + Bit(11, 1) + Category(0, 8, 9);
        Log(row, missing).ShouldBe(without, Rounding);

        double Number(int k, double value)
        {
            var (location, variance) = (outputs[numbers[k]], Math.Exp(logVariances[k]));
            if (freedom is not { } v) return -0.5 * (((value - location) * (value - location) / variance) + Math.Log(2 * Math.PI * variance));
            // Γ(5/2) = 3√π/4 and Γ(2) = 1.
            return Math.Log(0.75 * Math.Sqrt(Math.PI) / Math.Sqrt(v * Math.PI * variance)) - (0.5 * (v + 1) * Math.Log(1 + ((value - location) * (value - location) / variance / v)));
        }
    }

    [Fact]
    public void Density_in_units_of_the_file_is_that_of_standardised_numbers_less_the_logarithms_of_their_deviations()
    {
        using var scope = TensorScope.Enter();
        // By the change of one number alone: p(height) = p(standardised)/deviation.
        double[] x = [1.4, 0, 0, 1, 0, 0, 2, -0.3, 1, 0, -1, 0, 0.6, 0.5, -0.5], other = [.. x];
        other[0] = outputs[0];
        var (height, location, deviation) = (3 + 2 * x[0], 3 + 2 * outputs[0], 2 * Math.Exp(logVariances[0] / 2));
        var inUnits = (-0.5 * Math.Pow((height - location) / deviation, 2)) - Math.Log(deviation * Math.Sqrt(2 * Math.PI));
        var atLocation = -Math.Log(Math.Exp(logVariances[0] / 2) * Math.Sqrt(2 * Math.PI));
        (Log(Row(null), x) - Log(Row(null), other) + atLocation - Math.Log(2)).ShouldBe(inUnits, Rounding);
    }

    [Fact]
    public void Draws_are_rows_that_a_table_can_have_and_average_to_what_the_outputs_say()
    {
        const int Draws = 20_000;
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        var row = Row(null);
        var x = row.Draw(new NoiseStream(1), Draws).Value.Reshape([Draws, 15]).ToArray<float>();
        var (present, sums) = (0, new double[15]);
        for (var n = 0; n < Draws; n++)
        {
            var own = x.AsSpan(n * 15, 15);
            (own[2] + own[3] + own[4]).ShouldBe(own[5] == 1 ? 0 : 1);
            (own[8] + own[9]).ShouldBe(1);
            if (own[1] == 1) own[0].ShouldBe(0);
            if (own[5] == 0)
            {
                present++;
                for (var k = 2; k < 5; k++) sums[k] += own[k];
            }

            (own[6] is < -0.49f and > -0.51f or > 1.99f and < 2.01f).ShouldBeTrue();
            foreach (var k in new[] { 1, 6, 7 }) sums[k] += own[k];
        }

        // Five standard errors of a share or of a number.
        var error = 5 / Math.Sqrt(Draws);
        (sums[1] / Draws).ShouldBe(1 / (1 + Math.Exp(2)), error / 2);
        ((sums[6] / Draws * 0.4) + 0.2).ShouldBe(1 / (1 + Math.Exp(-0.7)), error / 2);
        (sums[7] / Draws).ShouldBe(-0.9, error * Math.Exp(0.15));
        for (var k = 2; k < 5; k++) (sums[k] / present).ShouldBe(Math.Exp(Category(k - 2, 2, 3, 4)), error / 2);
        encoding.Decode(row.Location()!.ToArray<float>()).Skip(1).Take(2).ShouldBe(["c", "1"]);
    }

    [Fact]
    public void Rows_of_several_draws_have_the_log_probability_of_each()
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        using var decoder = Make(NumericColumnKind.StudentT);
        var z = new NoiseStream(1).Normal([4, 3, 2]);
        var x = decoder.Of(z[0]).Draw(new NoiseStream(2)).Value;
        var together = decoder.LogProb(x, z);
        together.Shape.ToArray().ShouldBe([4L, 3]);
        for (var s = 0; s < 4; s++) (decoder.LogProb(x, z[s].Contiguous()) - together[s]).Abs().Max().ToDouble().ShouldBeLessThan(Rounding);
    }

    [Theory, InlineData(NumericColumnKind.Gaussian), InlineData(NumericColumnKind.StudentT)]
    public void The_start_is_what_the_data_says_on_average(NumericColumnKind kind)
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        var mean = Tensor.From([0.1f, 0.25f, 0.5f, 0.3f, 0.2f, 0.01f, 0.5f, -0.2f, 0.9f, 0.1f, 0f, 0.5f, 0, 0.3f, 0.2f]);
        using var decoder = Make(kind, mean);
        (decoder.Mean(Tensor.Zeros([1, 2])) - mean).Abs().Max().ToDouble().ShouldBeLessThan(1e-5);
    }

    [Fact]
    public void Of_categories_that_are_partly_given_the_rest_has_what_is_left()
    {
        using var scope = TensorScope.Enter();
        // Site without its first category, colour whole.
        var columns = MixedColumns.Of(encoding, [2, 3, 4, 9]);
        var row = new MixedRow(columns, columns.Arrange(Tensor.From([0.5f, -0.4f, 1.1f, -0.6f], 1, 4)), null, null, null);
        // Where it is the given one, no other can be; else the one that is left is certain.
        Log(row, [0, 0, 1, 0]).ShouldBe(Category(2, 2, 3, 4), Rounding);
        Log(row, [0, 0, 1, 1]).ShouldBe(Category(2, 2, 3, 4), Rounding);
    }

    private static MixedRow Row(double? freedom)
    {
        var columns = MixedColumns.Of(encoding);
        return new(columns, columns.Arrange(Tensor.From(Singles(outputs), 1, 15)), Tensor.From(Singles(logVariances)), freedom is { } v ? Tensor.Full([5], v) : null, null);
    }

    private static MixedDecoder Make(NumericColumnKind kind, Tensor? mean = null)
    {
        using var generator = new Generator(1);
        var weights = Initialisers.Normal(0.7);
        var body = new Mlp(2, [6], Activation.Tanh, generator, weights);
        return new(new(body, 15, () =>
        {
            using var own = new Generator(2);
            return new DenseReadout(6, 15, own, weights);
        }), MixedColumns.Of(encoding), kind, CountColumnKind.NegativeBinomial, null, mean, null);
    }

    private static double Log(MixedRow row, double[] x) => row.LogProb(Tensor.From(Singles(x), 1, x.Length)).ToArray<float>()[0];

    private static double Bit(int place, int bit) => -Math.Log(1 + Math.Exp(bit == 1 ? -outputs[place] : outputs[place]));

    private static double Category(int which, params int[] places) => outputs[places[which]] - Math.Log(places.Sum(p => Math.Exp(outputs[p])));

    private static float[] Singles(double[] values) => [.. values.Select(v => (float)v)];
}
