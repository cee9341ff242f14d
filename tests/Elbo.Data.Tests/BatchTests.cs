using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Data.Tests;

[NoLeak]
public sealed class BatchTests
{
    private static readonly SeedStreams seeds = new(7);

    [Theory]
    [InlineData(Binarisation.Dynamic, 1)]
    [InlineData(Binarisation.Dynamic, 7)]
    [InlineData(Binarisation.Fixed, 10)]
    public void An_evaluation_pass_is_the_same_for_every_batch_size(Binarisation binarisation, int batchSize)
    {
        using var data = TestImages.Open(4, 23, new DataOptions { Binarisation = binarisation });
        using var scope = TensorScope.Enter();
        var whole = data.Draw(Split.Test, [.. Enumerable.Range(0, 23).Select(i => (long)i)]);
        var batches = Pass(new OrderedBatches(data, Split.Test, batchSize));
        batches.SelectMany(b => b.X.ToArray<float>()).ShouldBe(whole.X.ToArray<float>());
        batches.SelectMany(b => b.Labels!.ToArray<long>()).ShouldBe(whole.Labels!.ToArray<long>());
        batches.SelectMany(b => b.Index.ToArray<long>()).ShouldBe(Enumerable.Range(0, 23).Select(i => (long)i));
    }

    [Fact]
    public void A_limit_cuts_an_evaluation_pass()
    {
        using var data = TestImages.Open(4, 23, new DataOptions());
        using var scope = TensorScope.Enter();
        var batches = new OrderedBatches(data, Split.Test, 10, limit: 15);
        batches.BatchesPerPass.ShouldBe(2);
        Pass(batches).Select(b => b.Count).ShouldBe([10, 5]);
    }

    [Fact]
    public void An_epoch_visits_every_example_once_in_an_order_of_its_own()
    {
        using var data = TestImages.Open(23, 0, new DataOptions());
        using var scope = TensorScope.Enter();
        var plan = new BatchPlan(data, Split.Train, 5, seeds);
        plan.BatchesPerPass.ShouldBe(5);
        var first = Order(plan);
        plan.Epoch.ShouldBe(1);
        var second = Order(plan);
        first.Order().ShouldBe(Enumerable.Range(0, 23).Select(i => (long)i));
        second.Order().ShouldBe(first.Order());
        second.ShouldNotBe(first);
        Order(new BatchPlan(data, Split.Train, 4, seeds)).ShouldBe(first);
        Order(new BatchPlan(data, Split.Train, 5, new SeedStreams(8))).ShouldNotBe(first);
    }

    [Fact]
    public void Every_order_of_three_examples_is_equally_likely()
    {
        const int Epochs = 6000;
        using var data = TestImages.Open(3, 0, new DataOptions { Binarisation = Binarisation.None });
        var plan = new BatchPlan(data, Split.Train, 3, seeds);
        var counts = new Dictionary<string, int>();
        for (var epoch = 0; epoch < Epochs; epoch++)
        {
            using var scope = TensorScope.Enter();
            var order = string.Join(",", Order(plan));
            counts[order] = counts.GetValueOrDefault(order) + 1;
        }

        counts.Count.ShouldBe(6);
        // Five standard deviations of a binomial with p = 1/6.
        foreach (var count in counts.Values) Math.Abs(count - (Epochs / 6.0)).ShouldBeLessThan(5 * Math.Sqrt(Epochs * 5 / 36.0));
    }

    [Fact]
    public void Leaving_out_the_last_batch_leaves_only_whole_ones()
    {
        using var data = TestImages.Open(23, 0, new DataOptions());
        using var scope = TensorScope.Enter();
        var plan = new BatchPlan(data, Split.Train, 5, seeds, dropLast: true);
        Pass(plan).Select(b => b.Count).ShouldBe([5, 5, 5, 5]);
        Pass(plan).Count.ShouldBe(4);
        Should.Throw<DataException>(() => new BatchPlan(data, Split.Train, 24, seeds, dropLast: true));
        Should.Throw<DataException>(() => new BatchPlan(data, Split.Test, 5, seeds)).Message.ShouldContain("test split has 0 examples");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(12)]
    public void A_resumed_plan_goes_on_bit_for_bit(int stepsBefore)
    {
        using var data = TestImages.Open(23, 0, new DataOptions());
        using var scope = TensorScope.Enter();
        var plan = new BatchPlan(data, Split.Train, 5, seeds);
        for (var i = 0; i < stepsBefore; i++) plan.TryNext(out _);
        var state = plan.GetState();
        var resumed = new BatchPlan(data, Split.Train, 5, seeds);
        resumed.SetState(state);
        for (var i = 0; i < 12; i++)
        {
            plan.TryNext(out var expected).ShouldBe(resumed.TryNext(out var got));
            if (expected is null) continue;
            got!.Index.ToArray<long>().ShouldBe(expected.Index.ToArray<long>());
            got.X.ToArray<float>().ShouldBe(expected.X.ToArray<float>());
        }
    }

    [Fact]
    public void A_state_of_another_plan_or_no_state_is_refused()
    {
        using var data = TestImages.Open(23, 0, new DataOptions());
        using var other = TestImages.Open(24, 0, new DataOptions());
        var plan = new BatchPlan(data, Split.Train, 5, seeds);
        Should.Throw<DataException>(() => plan.SetState([1, 2, 3]));
        Should.Throw<DataException>(() => plan.SetState(new BatchPlan(other, Split.Train, 5, seeds).GetState())).Message.ShouldContain("24 examples");
        Should.Throw<DataException>(() => plan.SetState(new BatchPlan(data, Split.Train, 5, new SeedStreams(8)).GetState())).Message.ShouldContain("another seed");
        var damaged = plan.GetState();
        damaged[^1] = 0xFF;
        Should.Throw<DataException>(() => plan.SetState(damaged)).Message.ShouldContain("damaged");
    }

    [Fact]
    public void Holding_examples_out_changes_no_draw()
    {
        using var scope = TensorScope.Enter();
        using var whole = TestImages.Open(23, 0, new DataOptions { Binarisation = Binarisation.Fixed });
        using var split = TestImages.Open(23, 0, new DataOptions { Binarisation = Binarisation.Fixed, ValidationCount = 3 });
        (split.Count(Split.Train), split.Count(Split.Validation), split.Count(Split.Test)).ShouldBe((20, 3, 0));
        var held = split.Draw(Split.Validation, [0, 2]);
        // The labels are the rows of the file.
        var rows = split.Labels(Split.Validation)!.ToArray<long>();
        held.Labels!.ToArray<long>().ShouldBe([rows[0], rows[2]]);
        split.Labels(Split.Train)!.ToArray<long>().ShouldBe(Enumerable.Range(0, 23).Select(r => (long)r).Except(rows));
        var pixels = whole.Pixels(Split.Train).ToArray<byte>().Chunk(21).ToArray();
        split.Pixels(Split.Validation).ToArray<byte>().ShouldBe(rows.SelectMany(r => pixels[r]));
        split.Pixels(Split.Train).ToArray<byte>().Length.ShouldBe(20 * 21);
        Should.Throw<DataException>(() => split.Pixels(Split.Test)).Message.ShouldBe("planted: the test split is empty");
        held.X.ToArray<float>().ShouldBe(whole.Draw(Split.Train, [rows[0], rows[2]]).X.ToArray<float>());
        Should.Throw<ArgumentOutOfRangeException>(() => split.Draw(Split.Train, [20]));
        Should.Throw<DataException>(() => TestImages.Open(23, 0, new DataOptions { ValidationCount = 23 }));
        Should.Throw<DataException>(() => TestImages.Open(23, 0, new DataOptions { ValidationCount = -1 }));
    }

    private static List<Batch> Pass(IBatchReader reader)
    {
        var batches = new List<Batch>();
        while (reader.TryNext(out var batch)) batches.Add(batch);
        return batches;
    }

    private static long[] Order(IBatchReader reader) => [.. Pass(reader).SelectMany(b => b.Index.ToArray<long>())];

    [Fact]
    public void Batches_of_examples_of_different_lengths_have_like_lengths_in_a_shuffled_order_and_no_example_is_lost()
    {
        using var scope = TensorScope.Enter();
        using var data = new LengthsDataset([.. Enumerable.Range(0, 1_003).Select(k => 1 + (k * 37 % 50))]);
        var plan = new BatchPlan(data, Split.Train, 10, new SeedStreams(1));
        List<long[]> first = Epoch(), second = Epoch();
        first.SelectMany(b => b).Order().ShouldBe(Enumerable.Range(0, 1_003).Select(k => (long)k));
        // Of 500 examples of 50 lengths ten stand next to one another: a batch of any length holds two at most.
        foreach (var batch in first.SkipLast(1)) (batch.Max(Length) - batch.Min(Length)).ShouldBeLessThanOrEqualTo(2);
        first[^1].Length.ShouldBe(3);
        var lengths = first.SkipLast(1).Select(b => b.Max(Length)).ToList();
        lengths.Zip(lengths.Skip(1)).Count(pair => pair.First > pair.Second).ShouldBeInRange(25, 75);
        first.Select(b => string.Join(' ', b.Order())).Intersect(second.Select(b => string.Join(' ', b.Order()))).Count().ShouldBeLessThan(10);
        var state = plan.GetState();
        var third = Epoch();
        plan.SetState(state);
        Epoch().SelectMany(b => b).ShouldBe(third.SelectMany(b => b));

        int Length(long example) => data.LengthOf(Split.Train, example);

        List<long[]> Epoch()
        {
            List<long[]> batches = [];
            plan.ForEach(batch => batches.Add(batch.Index.ToArray<long>()));
            return batches;
        }
    }

    private sealed class LengthsDataset(int[] lengths) : IDataset, IRaggedExamples
    {
        public DatasetInfo Info { get; } = new() { Id = "lengths", Title = "", Licence = "", Citation = "", Shape = [], Splits = new Dictionary<Split, int>() };

        public string Fingerprint => "";

        public int Count(Split split) => lengths.Length;

        public int LengthOf(Split split, long example) => lengths[example];

        public Batch Draw(Split split, ReadOnlySpan<long> examples, ulong? noise = null) => new(Tensor.Zeros([examples.Length, 1]), null, Tensor.From(examples));

        public void Dispose()
        {
        }
    }
}
