using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Data.Tests;

[NoLeak]
public sealed class SyntheticDistributionsTests
{
    private const int Sets = 1_000, Size = SyntheticDistributions.SetSize;

    [Fact]
    public void A_batch_has_sets_with_the_family_mean_and_variance_they_are_drawn_from()
    {
        using var data = Datasets.Open("synthetic-distributions");
        (data.Count(Split.Train), data.Count(Split.Validation), data.Count(Split.Test)).ShouldBe((10_000, 1_000, 1_000));
        using var scope = TensorScope.Enter();
        var batch = data.Draw(Split.Train, [3, 9_999]);
        batch.X.Shape.ToArray().ShouldBe([2, 200, 1]);
        batch.Fields.ShouldBe(["x", "mean", "variance"]);
        batch.Factors!.ToArray<long>().ShouldBe(batch.Labels!.ToArray<long>());
        DataSchema.Of(data).Kind.ShouldBe(DataKind.Set);
        DataSchema.Of(data).Factors[0].LevelNames.ShouldBe(["exponential", "gaussian", "uniform", "laplacian"]);
        Should.Throw<DataException>(() => Datasets.Open("synthetic-distributions", new() { ValidationCount = 10 }));
    }

    [Fact]
    public void A_set_is_a_function_of_its_split_and_index()
    {
        using var data = Datasets.Open("synthetic-distributions");
        using var scope = TensorScope.Enter();
        var first = data.Draw(Split.Test, [5, 6]);
        data.Draw(Split.Test, [6, 5], noise: 3).X[1].ToArray<float>().ShouldBe(first.X[0].ToArray<float>());
        data.Draw(Split.Validation, [5]).X[0].ToArray<float>().ShouldNotBe(first.X[0].ToArray<float>());
    }

    [Fact]
    public void Means_and_variances_fill_their_ranges_and_families_are_equally_likely()
    {
        using var data = Datasets.Open("synthetic-distributions");
        using var scope = TensorScope.Enter();
        var batch = Draw(data);
        var (means, variances) = (batch["mean"].ToArray<float>(), batch["variance"].ToArray<float>());
        means.ShouldAllBe(m => m > -1 && m < 1);
        variances.ShouldAllBe(v => v > 0.5 && v < 2);
        // Four standard errors of 1,000 uniform numbers.
        ((double)means.Average()).ShouldBe(0, 4 * 2 / Math.Sqrt(12 * Sets));
        ((double)variances.Average()).ShouldBe(1.25, 4 * 1.5 / Math.Sqrt(12 * Sets));
        batch.Labels!.ToArray<long>().CountBy(l => l).Count().ShouldBe(4);
        batch.Labels!.ToArray<long>().CountBy(l => l).ShouldAllBe(f => Math.Abs(f.Value - (Sets / 4.0)) < 4 * Math.Sqrt(Sets * 0.25 * 0.75));
    }

    /// <summary>Third and fourth moments of the standardised families: exponential 2 and 9, Gaussian 0 and 3, uniform 0 and 9/5, Laplacian 0 and 6.</summary>
    [Theory]
    [InlineData(0, 2, 9, -1, double.PositiveInfinity)]
    [InlineData(1, 0, 3, double.NegativeInfinity, double.PositiveInfinity)]
    [InlineData(2, 0, 1.8, -1.7320508, 1.7320508)]
    [InlineData(3, 0, 6, double.NegativeInfinity, double.PositiveInfinity)]
    public void Draws_have_the_moments_and_the_support_of_their_family(long family, double skewness, double kurtosis, double least, double most)
    {
        using var data = Datasets.Open("synthetic-distributions");
        using var scope = TensorScope.Enter();
        var batch = Draw(data);
        var (x, labels, means, variances) = (batch.X.ToArray<float>(), batch.Labels!.ToArray<long>(), batch["mean"].ToArray<float>(), batch["variance"].ToArray<float>());
        var standard = Enumerable.Range(0, Sets).Where(b => labels[b] == family)
            .SelectMany(b => x.Skip(b * Size).Take(Size).Select(v => (v - means[b]) / Math.Sqrt(variances[b]))).ToList();
        // About 50,000 draws: standard errors are 0.0045 of the mean, and of the exponential, the widest, 0.013, 0.07 and 0.54 of the moments after it.
        standard.Average().ShouldBe(0, 0.02);
        standard.Average(v => v * v).ShouldBe(1, 0.06);
        standard.Average(v => v * v * v).ShouldBe(skewness, 0.5);
        standard.Average(v => v * v * v * v).ShouldBe(kurtosis, kurtosis * 0.4);
        standard.Min().ShouldBeGreaterThan(least - 1e-4);
        standard.Max().ShouldBeLessThan(most + 1e-4);
    }

    private static Batch Draw(IDataset data) => data.Draw(Split.Test, [.. Enumerable.Range(0, Sets).Select(i => (long)i)]);
}
