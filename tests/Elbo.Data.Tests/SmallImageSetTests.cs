using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Data.Tests;

/// <summary>The sets of faces, silhouettes and photographs against what is published of them.</summary>
[NoLeak]
public sealed class SmallImageSetTests
{
    [Fact]
    public void Frey_faces_are_cut_into_splits_that_share_no_frame()
    {
        using var data = KnownSet.Open("frey-faces");
        (data.Count(Split.Train), data.Count(Split.Validation), data.Count(Split.Test)).ShouldBe((1_565, 200, 200));
        using var scope = TensorScope.Enter();
        var frames = new[] { Split.Train, Split.Validation, Split.Test }.SelectMany(s => data.Pixels(s).ToArray<byte>().Chunk(560)).ToList();
        frames.Select(Convert.ToHexString).ShouldBeUnique();
        frames.Min(f => f.Min()).ShouldBe((byte)8);
        frames.Max(f => f.Max()).ShouldBe((byte)238);
        // Rows of a face are smoother than a wrong layout would make them: neighbours in a column differ less than in any other step.
        double Step(int step) => frames.Take(100).Average(f => Enumerable.Range(0, 560 - step).Average(i => Math.Abs(f[i + step] - f[i])));
        Step(20).ShouldBeLessThan(Math.Min(Step(19), Step(21)));
    }

    [Fact]
    public void Caltech_silhouettes_are_binary_objects_of_all_classes()
    {
        using var data = KnownSet.Open("caltech-silhouettes");
        (data.Count(Split.Train), data.Count(Split.Validation), data.Count(Split.Test)).ShouldBe((4_100, 2_264, 2_307));
        data.Info.Note.ShouldContain("shuffled with a fixed seed");
        using var scope = TensorScope.Enter();
        data.Pixels(Split.Train).ToArray<byte>().Distinct().Order().ToArray().ShouldBe([0, 255]);
        new[] { Split.Train, Split.Validation, Split.Test }.SelectMany(s => data.Labels(s)!.ToArray<long>()).Distinct().Count().ShouldBe(101);
        // The frame around an object is 0 far more often than the middle.
        var mean = data.Pixels(Split.Train).ToArray<byte>().Chunk(784).Aggregate(new double[784], (sum, image) => [.. sum.Zip(image, (a, b) => a + b)]);
        mean[(14 * 28) + 14].ShouldBeGreaterThan(3 * mean[0]);
    }

    [Fact]
    public void Cifar_batches_that_are_there_are_used_and_named()
    {
        using var data = KnownSet.Open("cifar-10");
        (data.Count(Split.Train) % 10_000).ShouldBe(0);
        KnownSet.Labels(data, Split.Train).Keys.Order().ShouldBe([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
        using var scope = TensorScope.Enter();
        if (data.Count(Split.Train) < 50_000) data.Info.Note.ShouldContain("data_batch_1.bin");
        data.Info.Splits[Split.Train].ShouldBe(data.Count(Split.Train));
        // The whole training set's channel means; 20,000 images of standard deviation 0.1 each are within a few thousandths.
        var pixels = data.Pixels(Split.Train).AsSpan<byte>();
        var means = new double[3];
        for (var i = 0; i < pixels.Length; i++) means[i / 1024 % 3] += pixels[i];
        for (var c = 0; c < 3; c++) (means[c] / (pixels.Length / 3.0) / 255).ShouldBe(new[] { 0.4914, 0.4822, 0.4465 }[c], 0.005);
    }

    [Fact]
    public void Each_of_forty_faces_has_eight_photographs_to_train_and_two_to_test()
    {
        using var data = KnownSet.Open("att-faces");
        KnownSet.Labels(data, Split.Train).ShouldBe(Enumerable.Range(0, 40).Select(i => KeyValuePair.Create((long)i, 8)), ignoreOrder: true);
        KnownSet.Labels(data, Split.Test).ShouldBe(Enumerable.Range(0, 40).Select(i => KeyValuePair.Create((long)i, 2)), ignoreOrder: true);
        using var scope = TensorScope.Enter();
        // First samples of s1/1.pgm.
        data.Pixels(Split.Train).AsSpan<byte>()[..4].ToArray().ShouldBe([48, 49, 45, 47]);
    }
}
