using Elbo.Testing;
using Elbo.Torch;
using Elbo.Torch.Tests.IO;

namespace Elbo.Data.Tests;

/// <summary>What is held out for validation, of every kind of data: here files whose classes come one after the other, 60, 30 and 10 of them.</summary>
[NoLeak]
public sealed class HeldOutTests : IDisposable
{
    private const int Rows = 100;

    private readonly TemporaryFolder folder = new();

    public static TheoryData<string> Kinds => ["pixels", "values", "table", "images", "large images", "recordings"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_class_of_a_sorted_file_has_its_share_in_training_and_in_validation(string kind)
    {
        using var scope = TensorScope.Enter();
        using var whole = Open(kind, 0);
        using var data = Open(kind, 20);
        (whole.Count(Split.Train), whole.Count(Split.Validation)).ShouldBe((Rows, 0));
        (data.Count(Split.Train), data.Count(Split.Validation)).ShouldBe((80, 20));
        Classes(data, Split.Train).CountBy(c => c).Select(c => (c.Key, c.Value)).ShouldBe([(0, 48), (1, 24), (2, 8)]);
        Classes(data, Split.Validation).CountBy(c => c).Select(c => (c.Key, c.Value)).ShouldBe([(0, 12), (1, 6), (2, 2)], ignoreOrder: true);
        // The first few, which a glance looks at, are not of one class either.
        Classes(data, Split.Validation)[..8].Distinct().Count().ShouldBeGreaterThan(1);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Each_example_is_in_one_of_both_and_looks_as_it_did(string kind)
    {
        using var scope = TensorScope.Enter();
        using var whole = Open(kind, 0);
        using var data = Open(kind, 17);
        // Tables are scaled by what is trained on, so that their numbers are told by their order.
        int[] Values(IDataset from, Split split) => [.. Draw(from, split).X.ToArray<float>().Chunk(from.Info.Dimensions).Select(x => (int)MathF.Round(x[0] * 1000))];
        var both = Values(data, Split.Train).Concat(Values(data, Split.Validation)).ToArray();
        both.Distinct().Count().ShouldBe(Rows);
        if (kind != "table") both.Order().ShouldBe(Values(whole, Split.Train).Order());
        Values(data, Split.Train).ShouldBe(Values(data, Split.Train).Order());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_draw_is_that_of_its_seed_and_has_a_fingerprint_of_its_own(string kind)
    {
        using var scope = TensorScope.Enter();
        using var data = Open(kind, 20);
        using var again = Open(kind, 20);
        using var other = Open(kind, 20, seed: 2);
        float[] Held(IDataset from) => Draw(from, Split.Validation).X.ToArray<float>();
        Held(again).ShouldBe(Held(data));
        Held(other).ShouldNotBe(Held(data));
        again.Fingerprint.ShouldBe(data.Fingerprint);
        other.Fingerprint.ShouldNotBe(data.Fingerprint);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Unasked_a_tenth_is_held_out(string kind)
    {
        using var data = Open(kind, null);
        (data.Count(Split.Train), data.Count(Split.Validation)).ShouldBe((90, 10));
    }

    [Theory]
    [InlineData(9, 0)]
    [InlineData(10, 1)]
    [InlineData(49_999, 4_999)]
    [InlineData(60_000, 5_000)]
    public void Unasked_it_is_at_most_5000_and_of_fewer_than_ten_none(int rows, int held)
    {
        var chosen = HeldOut.Of("set", new() { ValidationCount = null }, rows, own: null, classOf: null);
        (chosen.Train, chosen.Validation).ShouldBe((rows - held, held));
    }

    [Fact]
    public void A_split_of_its_own_is_taken_and_nothing_is_held_out_beside_it()
    {
        foreach (var asked in new int?[] { null, 0, 7 })
        {
            var chosen = HeldOut.Of("set", new() { ValidationCount = asked }, 50, own: 7, classOf: null);
            (chosen.Train, chosen.Validation, chosen.IsFromTraining(Split.Validation)).ShouldBe((50, 7, false));
        }

        Should.Throw<DataException>(() => HeldOut.Of("set", new() { ValidationCount = 8 }, 50, own: 7, classOf: null)).Message.ShouldContain("a validation split of its own with 7 examples");
    }

    [Fact]
    public void A_class_of_one_example_stays_in_training_as_long_as_another_can_give()
    {
        for (var held = 1; held <= 11; held++)
        {
            var chosen = HeldOut.Of("set", new() { ValidationCount = held }, 12, own: null, row => row < 3 ? row : 3);
            var validation = Enumerable.Range(0, held).Select(i => chosen.Row(Split.Validation, i)).ToList();
            validation.Distinct().Count().ShouldBe(held);
            // Nine of twelve are of the large class: it can give eight.
            if (held <= 8) validation.ShouldAllBe(row => row >= 3);
        }
    }

    public void Dispose() => folder.Dispose();

    private static long Class(int row) => row < 60 ? 0 : row < 90 ? 1 : 2;

    private static Batch Draw(IDataset data, Split split) => data.Draw(split, [.. Enumerable.Range(0, data.Count(split)).Select(i => (long)i)]);

    private static long[] Classes(IDataset data, Split split) => Draw(data, split).Labels!.ToArray<long>();

    /// <summary>The first number of an example grows with its row.</summary>
    private IDataset Open(string kind, int? validation, ulong seed = 1)
    {
        var options = new DataOptions { ValidationCount = validation, ValidationSeed = seed, Binarisation = Binarisation.None, MemoryBudget = kind == "large images" ? 0 : 1 << 20 };
        using var scope = TensorScope.Enter();
        var labels = Tensor.From([.. Enumerable.Range(0, Rows).Select(Class)]);
        var info = new DatasetInfo { Id = "set", Title = "set", Licence = "", Citation = "", Shape = [2], Splits = new Dictionary<Split, int> { [Split.Train] = Rows }, Classes = 3 };
        switch (kind)
        {
            case "pixels": return new ImageDataset(info, options, new(Tensor.From([.. Enumerable.Range(0, 2 * Rows).Select(i => (byte)(i / 2))], Rows, 2), labels));
            case "values": return new ValuesDataset(info, options, new(Tensor.From([.. Enumerable.Range(0, 2 * Rows).Select(i => i / 2f)], Rows, 2), labels));
            case "table":
                File.WriteAllText(folder["t.csv"], "x,y\n" + string.Concat(Enumerable.Range(0, Rows).Select(i => $"{i},{"abc"[(int)Class(i)]}\n")));
                return Datasets.Open(folder["t.csv"], options with { Table = new() { Label = "y" } });
            case "recordings":
                return Datasets.Open(Files("recordings", row => ($"{row:000}.wav", WavFile.Mono16(8000, [(short)(row * 100), 1]))), options);
            default:
                return Datasets.Open(Files("images", row => ($"{row:000}.pgm", [.. "P5 2 1 255\n"u8, (byte)row, 0])), options);
        }
    }

    private string Files(string name, Func<int, (string Name, byte[] Content)> file)
    {
        for (var row = 0; row < Rows; row++)
        {
            var (own, content) = file(row);
            var path = folder[$"{name}/{"abc"[(int)Class(row)]}/{own}"];
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, content);
        }

        return folder[name];
    }
}
