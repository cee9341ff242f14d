using Elbo.Testing;
using Elbo.Torch;
using Elbo.Torch.Tests.IO;

namespace Elbo.Data.Tests;

[NoLeak]
public sealed class FolderDatasetTests : IDisposable
{
    private const int Count = 53;
    private const int ImageBytes = 5 * 4;
    private const long Everything = (Count + 7L) * ImageBytes;

    private static readonly SeedStreams seeds = new(3);

    private readonly TemporaryFolder folder = new();

    public FolderDatasetTests()
    {
        for (var i = 0; i < Count; i++) Write($"train/{(i % 3 == 0 ? "a" : "b")}/{i:00}.png", i);
        for (var i = 0; i < 7; i++) Write($"test/a/{i}.png", 100 + i);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20 * ImageBytes)]
    [InlineData(Everything - 1)]
    public void Batches_from_files_are_those_from_memory_in_every_epoch(long budget)
    {
        using var inMemory = Open(Everything);
        using var fromFiles = Open(budget);
        inMemory.ShouldBeOfType<ImageDataset>();
        fromFiles.ShouldBeOfType<FolderDataset>();
        var (first, second) = (new BatchPlan(inMemory, Split.Train, 8, seeds), new BatchPlan(fromFiles, Split.Train, 8, seeds));
        while (first.Epoch < 3) ShouldAgree(first, second);
        ShouldAgree(new OrderedBatches(inMemory, Split.Test, 3), new OrderedBatches(fromFiles, Split.Test, 3));
        fromFiles.Fingerprint.ShouldBe(inMemory.Fingerprint);
    }

    [Fact]
    public void A_plan_that_is_resumed_within_an_epoch_goes_on_with_the_same_batches()
    {
        using var data = Open(0, validation: 5);
        var undisturbed = new BatchPlan(data, Split.Train, 8, seeds);
        for (var i = 0; i < 9; i++)
        {
            using var scope = TensorScope.Enter();
            undisturbed.TryNext(out _);
        }

        using var other = Open(0, validation: 5);
        var resumed = new BatchPlan(other, Split.Train, 8, seeds);
        resumed.SetState(undisturbed.GetState());
        for (var i = 0; i < 9; i++) ShouldAgree(undisturbed, resumed);
    }

    [Fact]
    public void Draws_in_another_order_than_announced_are_right_all_the_same()
    {
        using var inMemory = Open(Everything);
        using var data = Open(0);
        using var scope = TensorScope.Enter();
        data.ShouldBeAssignableTo<IReadAhead>()!.Announce(Split.Train, [0, 1, 2, 3], 2);
        foreach (var wanted in new long[][] { [0, 1], [7, 3], [2, 3] })
            data.Draw(Split.Train, wanted, 5).X.ToArray<float>().ShouldBe(inMemory.Draw(Split.Train, wanted, 5).X.ToArray<float>());
        Should.Throw<ArgumentOutOfRangeException>(() => data.Draw(Split.Train, [Count]));
    }

    [Fact]
    public void A_file_that_cannot_be_read_any_more_is_an_error_of_the_draw_that_needs_it()
    {
        using var data = Open(0);
        var damaged = folder["set/train/b/31.png"];
        var bytes = File.ReadAllBytes(damaged);
        bytes[^20] ^= 0x55;
        File.WriteAllBytes(damaged, bytes);
        var plan = new OrderedBatches(data, Split.Train, 1);
        var drawn = 0;
        var failure = Should.Throw<DataException>(() => plan.ForEach(_ => drawn++));
        failure.Message.ShouldStartWith($"{damaged}: damaged");
        // In order of paths: 18 in a, then those in b.
        drawn.ShouldBe(18 + Enumerable.Range(0, 31).Count(i => i % 3 != 0));
        Write("train/b/31.png", 1, width: 6);
        Should.Throw<DataException>(() => new OrderedBatches(data, Split.Train, 9).ForEach(_ => { })).Message.ShouldStartWith($"{damaged}: has changed since the folder was opened");
    }

    [Fact]
    public void What_is_in_memory_is_not_read_again()
    {
        using var data = Open(Everything - 1);
        new OrderedBatches(data, Split.Train, 8).ForEach(_ => { });
        Directory.Delete(folder["set/train"], recursive: true);
        new OrderedBatches(data, Split.Train, 8).ForEach(_ => { });
    }

    [Fact]
    public void Disposing_within_a_pass_leaves_no_thread_reading()
    {
        var data = Open(0);
        using (TensorScope.Enter()) new BatchPlan(data, Split.Train, 2, seeds).TryNext(out _);
        data.Dispose();
        // Were a file still open for reading ahead, or opened later, its thread would now fail; no such failure may go unobserved.
        Directory.Delete(folder["set"], recursive: true);
    }

    [Fact]
    public void Reading_ahead_stops_at_the_queues_bound()
    {
        var asked = 0;
        using (var queue = new ImageQueue([.. Enumerable.Range(0, 1000).Select(i => (long)i)], 10, 3, i => { Interlocked.Increment(ref asked); return [(byte)i]; }))
        {
            queue.TryTake([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])!.Select(p => (int)p[0]).ShouldBe(Enumerable.Range(0, 10));
            queue.TryTake([11]).ShouldBeNull();
        }

        // One batch taken, three in the queue.
        asked.ShouldBeLessThanOrEqualTo(40);
    }

    public void Dispose() => folder.Dispose();

    private static void ShouldAgree(IBatchReader first, IBatchReader second)
    {
        using var scope = TensorScope.Enter();
        second.TryNext(out var b).ShouldBe(first.TryNext(out var a));
        if (a is null) return;
        b!.X.ToArray<float>().ShouldBe(a.X.ToArray<float>());
        b.Labels!.ToArray<long>().ShouldBe(a.Labels!.ToArray<long>());
        b.Index.ToArray<long>().ShouldBe(a.Index.ToArray<long>());
    }

    private IDataset Open(long budget, int validation = 0) => Datasets.Open(folder["set"], new DataOptions { MemoryBudget = budget, ValidationCount = validation });

    private void Write(string name, int seed, int width = 5)
    {
        var path = folder[$"set/{name}"];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, PngFile.Build(width, 4, 8, 0, [.. IdxFile.Noise(width * 4, seed).Select(v => (int)v)]));
    }
}
