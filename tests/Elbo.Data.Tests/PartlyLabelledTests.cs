using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Data.Tests;

[NoLeak]
public sealed class PartlyLabelledTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("elbo-labelled-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Every_class_has_an_equal_share_of_the_labels_that_are_known()
    {
        using var data = Open(labelled: 9);
        var known = Labels(data, Split.Train).Where(l => l >= 0).ToList();
        known.CountBy(l => l).OrderBy(c => c.Key).Select(c => c.Value).ShouldBe([3, 3, 3]);
        data.Info.Factors[0].IsPartlyKnown.ShouldBeTrue();
    }

    [Fact]
    public void Others_make_up_for_a_class_that_has_too_few()
    {
        // Class c is a fortieth of the rows and has two of training.
        using var data = Open(labelled: 30, rare: true);
        var known = Labels(data, Split.Train).Where(l => l >= 0).ToList();
        known.Count.ShouldBe(30);
        known.Count(l => l == 2).ShouldBeLessThan(10);
        Math.Abs(known.Count(l => l == 0) - known.Count(l => l == 1)).ShouldBeLessThan(2);
    }

    [Fact]
    public void Validation_examples_say_nothing_and_test_examples_all()
    {
        using var data = Open(labelled: 9);
        Labels(data, Split.Validation).ShouldAllBe(l => l == Factor.Unknown);
        Labels(data, Split.Test).ShouldAllBe(l => l >= 0);
    }

    [Fact]
    public void The_seed_chooses_which_and_the_fingerprint_says_so()
    {
        using var first = Open(labelled: 9);
        using var again = Open(labelled: 9);
        using var other = Open(labelled: 9, seed: 2);
        Labels(again, Split.Train).ShouldBe(Labels(first, Split.Train));
        Labels(other, Split.Train).ShouldNotBe(Labels(first, Split.Train));
        again.Fingerprint.ShouldBe(first.Fingerprint);
        other.Fingerprint.ShouldNotBe(first.Fingerprint);
    }

    [Fact]
    public void More_labels_than_examples_and_labels_of_data_without_any_are_refused_in_a_line()
    {
        Should.Throw<DataException>(() => Open(labelled: 1000)).Message.ShouldContain("data.labelled");
        var path = Path.Combine(folder, "plain.csv");
        File.WriteAllLines(path, ["x,y", .. Enumerable.Range(0, 50).Select(k => $"{k}.5,{k % 7}.25")]);
        Should.Throw<DataException>(() => Datasets.Open(path, new() { Labelled = 5 })).Message.ShouldContain("has no labels");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(20)]
    public void A_pass_has_every_example_without_a_label_once_beside_some_with_one(int batchSize)
    {
        using var scope = TensorScope.Enter();
        using var data = Open(labelled: 9);
        var plan = LabelledBatches.Of(data, 0, batchSize, 0.2, new SeedStreams(1));
        List<long> others = [];
        var batches = 0;
        plan.ForEach(batch =>
        {
            var labels = batch.Labels!.ToArray<long>();
            labels.ShouldContain(l => l >= 0);
            others.AddRange(batch.Index.ToArray<long>().Where((_, b) => labels[b] < 0));
            batches++;
        });
        batches.ShouldBe(plan.BatchesPerPass);
        others.Order().ShouldBe(Labels(data, Split.Train).Index().Where(l => l.Item < 0).Select(l => (long)l.Index));
    }

    [Fact]
    public void Weights_give_either_kind_its_share_of_the_data_in_every_batch()
    {
        using var scope = TensorScope.Enter();
        using var data = Open(labelled: 9);
        var train = data.Count(Split.Train);
        LabelledBatches.Of(data, 0, 10, 0.5, new SeedStreams(1)).ForEach(batch =>
        {
            var (labels, weights) = (batch.Labels!.ToArray<long>(), batch[LabelledBatches.Weight].ToArray<float>());
            // Sums of single-precision fractions.
            weights.Average().ShouldBe(1, 1e-5);
            weights.Where((_, b) => labels[b] >= 0).Sum().ShouldBe(9f * labels.Length / train, 1e-5);
        });
    }

    [Fact]
    public void A_plan_goes_on_from_its_state()
    {
        using var scope = TensorScope.Enter();
        using var data = Open(labelled: 9);
        var (plan, other) = (LabelledBatches.Of(data, 0, 8, 0.3, new SeedStreams(1)), LabelledBatches.Of(data, 0, 8, 0.3, new SeedStreams(1)));
        for (var k = 0; k < 12; k++) plan.TryNext(out _);
        other.SetState(plan.GetState());
        for (var k = 0; k < 12; k++)
        {
            other.TryNext(out var resumed).ShouldBe(plan.TryNext(out var straight));
            resumed?.Index.ToArray<long>().ShouldBe(straight!.Index.ToArray<long>());
        }

        Should.Throw<DataException>(() => LabelledBatches.Of(data, 0, 8, 0.3, new SeedStreams(2)).SetState(plan.GetState()));
    }

    private IDataset Open(int labelled, ulong seed = 1, bool rare = false)
    {
        var path = Path.Combine(folder, rare ? "rare.csv" : "rows.csv");
        File.WriteAllLines(path, ["x,y,kind", .. Enumerable.Range(0, 120).Select(k => FormattableString.Invariant($"{k}.5,{k % 7}.25,{(rare ? k % 40 == 0 ? "c" : k % 2 == 0 ? "b" : "a" : "abc"[k % 3].ToString())}"))]);
        return Datasets.Open(path, new() { Labelled = labelled, LabelledSeed = seed, ValidationCount = 20, Table = new() { Label = "kind", TestCount = 20 } });
    }

    private static long[] Labels(IDataset data, Split split)
    {
        using var scope = TensorScope.Enter();
        return data.Draw(split, [.. Enumerable.Range(0, data.Count(split)).Select(k => (long)k)]).Labels!.ToArray<long>();
    }
}
