using Elbo.Data;
using Elbo.Evaluation.Likelihood;
using Elbo.Evaluation.SelfCheck;
using Elbo.Evaluation.Studies;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Evaluation.Tests.Studies;

[NoLeak]
public sealed class StudyTests
{
    private static StudyContext Context(IDataset? data, int samples = 60) => new(data, samples, 1, (_, _, _) => { }, default);

    [Fact]
    public void An_unmoved_training_image_is_its_own_nearest_neighbour_and_the_further_it_moves_the_less()
    {
        using var scope = TensorScope.Enter();
        using var data = new SmoothImages(400, 24);
        var table = new NearestNeighboursStudy().Run(Context(data)).Tables.ShouldHaveSingleItem();
        var parts = table.Rows.Select(r => (double)r[1]!).ToList();
        parts[0].ShouldBe(1);
        parts.ShouldBe(parts.OrderDescending());
        parts[4].ShouldBeLessThan(0.8);
        foreach (var row in table.Rows) ((double)row[2]!).ShouldBeLessThanOrEqualTo((double)row[1]!);
    }

    [Fact]
    public void Noise_costs_no_image_more_than_log_100_nats_at_any_size()
    {
        using var scope = TensorScope.Enter();
        using var data = new SmoothImages(300, 8);
        var result = new MixtureTrickStudy().Run(Context(data));
        var noise = result.Tables[0];
        noise.Rows.Select(r => (int)r[1]!).ShouldBe([4, 16, 64]);
        foreach (var row in noise.Rows) ((Estimate)row[4]!).Mean.ShouldBeLessThanOrEqualTo(Math.Log(100) + 1e-9);
        var copies = result.Tables[1];
        foreach (var row in copies.Rows) ((Estimate)row[3]!).Mean.ShouldBeLessThanOrEqualTo(Math.Log(100) + 1e-9);
        // The narrowest copies tell nothing of test images, so that all that is left is the Gaussian's hundredth.
        ((Estimate)copies.Rows[^1][3]!).Mean.ShouldBe(Math.Log(100), 1e-6);
    }

    [Fact]
    public void A_mixture_is_never_more_than_its_weight_below_either_part()
    {
        using var scope = TensorScope.Enter();
        var noise = new NoiseStream(4);
        var (a, b) = (noise.Normal([1000], dtype: DType.F64) * 500, noise.Normal([1000], dtype: DType.F64) * 500);
        var mixed = MixtureTrickStudy.Mixed(a, b);
        (a - mixed).Max().ToDouble().ShouldBe(Math.Log(100), 1e-9);
        (b - mixed).Max().ToDouble().ShouldBe(-Math.Log(0.99), 1e-9);
        // Equal parts are the mixture.
        (MixtureTrickStudy.Mixed(a, a) - a).Abs().Max().ToDouble().ShouldBeLessThan(1e-9);
    }

    [Fact]
    public void A_proportion_has_Wilsons_interval()
    {
        // Wilson's own formula at z = 1.6449, by hand for 8 of 10.
        var (part, low, high) = NearestNeighboursStudy.Wilson(8, 10);
        part.ShouldBe(0.8);
        low.ShouldBe(0.5408, 1e-3);
        high.ShouldBe(0.9314, 1e-3);
        NearestNeighboursStudy.Wilson(10, 10).High.ShouldBe(1);
        NearestNeighboursStudy.Wilson(0, 10).Low.ShouldBe(0);
    }

    [Fact]
    public void Parzen_windows_of_few_centroids_and_many_images_are_measured_on_test_images()
    {
        using var scope = TensorScope.Enter();
        using var data = new SmoothImages(1200, 8);
        var rows = new ParzenStudy().Run(Context(data, 500)).Tables[0].Rows;
        rows.Select(r => r[1]).ShouldBe([500L, 100L, 500L]);
        foreach (var row in rows) double.IsFinite(((Estimate)row[3]!).Mean).ShouldBeTrue();
    }

    [Fact]
    public void Gradients_through_a_mixture_are_right_by_every_estimator_and_vary_least_marginalised_and_most_by_the_score()
    {
        using var scope = TensorScope.Enter();
        var tables = new MixtureEstimatorsStudy().Run(Context(null, 48_000)).Tables;
        var rows = tables[0].Rows;
        // The largest of 21 errors is above 4 standard errors once in 750 times.
        foreach (var row in rows) ((double)row[5]!).ShouldBeLessThan(4, (string)row[0]!);
        var varies = rows.Select(r => (double)r[2]! + (double)r[3]! + (double)r[4]!).ToList();
        varies[0].ShouldBeLessThan(varies[1]);
        varies[1].ShouldBeLessThan(Math.Min(varies[3], varies[4]));
        // Ten components can be four modes, and paths between modes find the fewer of them; one is at a mode and misses log 4 nats.
        ((double)tables[1].Rows[0][3]!).ShouldBeLessThan(0.05);
        ((double)tables[1].Rows[^1][3]!).ShouldBe(Math.Log(4), 0.1);
        foreach (var row in tables[1].Rows.SkipLast(1)) ((double)row[3]!).ShouldBeLessThan((double)tables[1].Rows[^1][3]!, (string)row[0]!);
    }

    [Fact]
    public void Decoders_are_measured_by_annealing_between_their_bounds_and_kernel_density_falls_behind()
    {
        using var scope = TensorScope.Enter();
        using LatentProblem problem = new(3, 200), other = new(3, 200);
        // The second explains nothing: every example is noise around the mean, to which it gives too little.
        foreach (var (_, weight) in other.Model.NamedParameters().Where(p => p.Name == "decoder.weight")) weight.Detach().CopyInPlace(Tensor.Zeros(weight.Shape));
        using var data = new BothSplits(problem.Examples);
        var context = Context(null, 1000) with
        {
            Models = [new("true", problem.Model, data, Split.Test, new(null, "")), new("blind", other.Model, data, Split.Test, new(null, ""))],
            Annealing = new() { Examples = 25, Chains = 16, Steps = 100 },
        };
        var result = new DecodersStudy().Run(context);
        var rows = result.Tables[0].Rows;
        rows.Select(r => r[0]).ShouldBe(["true", "blind"]);
        var exact = problem.DenseLogEvidence(200);
        var indices = ExampleDraw.InOrder(25, 200, context.Seed);
        double Figure(int row, int column) => ((Estimate)rows[row][column]!).Mean;
        Figure(0, 1).ShouldBe(indices.Average(k => exact[k]), 0.05);
        // Both splits hold the same rows here.
        Figure(0, 2).ShouldBe(Figure(0, 1), 0.1);
        Figure(0, 3).ShouldBeInRange(-0.05, 0.2);
        // Its posterior is exact, so one draw is as good as many.
        Figure(0, 4).ShouldBe(indices.Average(k => exact[k]), 1e-3);
        Figure(0, 5).ShouldBeLessThan(Figure(0, 1));
        Figure(1, 1).ShouldBeLessThan(Figure(0, 1) - 1);
        result.Finding.ShouldStartWith("by AIS true ");
        result.Finding.ShouldEndWith(" and ranks them alike");
        // More draws bring kernel density up.
        var dense = result.Tables[1].Rows.Where(r => (string)r[0]! == "true, kernel density").Select(r => ((Estimate)r[3]!).Mean).ToList();
        dense.Count.ShouldBe(4);
        dense[3].ShouldBeGreaterThan(dense[0]);
    }

    [Theory]
    [InlineData("vq-vae", "codes are discrete")]
    [InlineData("cvae", "is told something of each example")]
    [InlineData("svae", "is a direction")]
    [InlineData("gan", null)]
    public void A_model_without_a_density_that_could_be_compared_is_refused(string id, string? reason)
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(1);
        var entry = Elbo.Models.ModelCatalog.Find(id);
        using var model = entry.Build(entry.Defaults, new(DataSchema.OfShape([1, 28, 28]), generator));
        using var data = new SmoothImages(60, 28);
        var found = new DecodersStudy().Unfit(model, data);
        if (reason is null) found.ShouldBeNull();
        else found.ShouldNotBeNull().ShouldContain(reason);
    }

    [Fact]
    public void The_same_seed_gives_the_same_figures()
    {
        using var scope = TensorScope.Enter();
        using var data = new SmoothImages(200, 24);
        var study = new NearestNeighboursStudy();
        Cells(study.Run(Context(data))).ShouldBe(Cells(study.Run(Context(data))));

        static IEnumerable<object?> Cells(StudyResult result) => result.Tables.SelectMany(t => t.Rows).SelectMany(r => r);
    }

    // The test examples to train on as well.
    private sealed class BothSplits(IDataset data) : IDataset
    {
        public DatasetInfo Info => data.Info;

        public string Fingerprint => data.Fingerprint;

        public int Count(Split split) => split == Split.Validation ? 0 : data.Count(Split.Test);

        public Batch Draw(Split split, ReadOnlySpan<long> examples, ulong? noise = null) => data.Draw(Split.Test, examples, noise);

        public void Dispose()
        {
        }
    }

    // A blot at a place of its own in each image, over a little noise.
    private sealed class SmoothImages(int count, int side) : IDataset
    {
        public DatasetInfo Info { get; } = new() { Id = "blots", Title = "Blots", Licence = "-", Citation = "-", Shape = [1, side, side], Splits = new Dictionary<Split, int> { [Split.Train] = count, [Split.Test] = count / 2 } };

        public string Fingerprint => new('0', 64);

        public int Count(Split split) => split switch { Split.Train => count, Split.Test => count / 2, _ => 0 };

        public Batch Draw(Split split, ReadOnlySpan<long> examples, ulong? noise = null)
        {
            var pixels = new float[examples.Length * side * side];
            for (var n = 0; n < examples.Length; n++)
            {
                var random = new Random((int)examples[n] + (split == Split.Test ? 1_000_000 : 0));
                var (y, x) = (random.NextDouble() * side, random.NextDouble() * side);
                for (var i = 0; i < side * side; i++)
                    pixels[n * side * side + i] = (float)Math.Round(255 * Math.Min(1, 0.8 * Math.Exp(-(Math.Pow(i / side - y, 2) + Math.Pow(i % side - x, 2)) / 8) + 0.2 * random.NextDouble())) / 255;
            }
            return new(Tensor.From(pixels, examples.Length, side * side), null, Tensor.From(examples));
        }

        public void Dispose()
        {
        }
    }
}
