using System.Text;
using Elbo.Testing;
using Elbo.Torch;
using Elbo.Torch.Tests.IO;

namespace Elbo.Data.Tests;

[NoLeak]
public sealed class ExampleNamesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(1L << 30)]
    [InlineData(0L)]
    public void An_image_is_called_by_its_place_in_the_folder_whether_it_is_held_out_or_not(long budget)
    {
        for (var n = 1; n <= 12; n++) Write($"{(n % 2 == 0 ? "cats" : "dogs")}/{n}.png", PngFile.Build(2, 2, 8, 0, [n, n, n, n]));
        using var data = Datasets.Open(folder["data"], new() { ValidationCount = 3, MemoryBudget = budget, Binarisation = Binarisation.None });
        data.ShouldBeAssignableTo<INamedExamples>()!.NamesAre.ShouldBe("file");
        foreach (var split in (Split[])[Split.Train, Split.Validation])
        {
            using var scope = TensorScope.Enter();
            var batch = data.Draw(split, [.. Enumerable.Range(0, data.Count(split)).Select(n => (long)n)]);
            // The pixels of image n are n.
            var numbers = batch.X.ToArray<float>().Chunk(4).Select(p => (int)Math.Round(p[0] * 255)).ToList();
            Names(data, split).ShouldBe(numbers.Select(n => $"{(n % 2 == 0 ? "cats" : "dogs")}/{n}.png"));
        }
    }

    [Fact]
    public void A_recording_is_called_by_its_file()
    {
        Write("train/b.wav", WavFile.Mono16(8000, 1, 2));
        Write("train/a 1.wav", WavFile.Mono16(8000, 1, 2));
        Write("test/c.wav", WavFile.Mono16(8000, 1, 2));
        using var data = Datasets.Open(folder["data"]);
        Names(data, Split.Train).ShouldBe(["train/a 1.wav", "train/b.wav"]);
        Names(data, Split.Test).ShouldBe(["test/c.wav"]);
    }

    [Fact]
    public void A_row_is_called_by_its_line_or_by_a_column_that_no_model_sees()
    {
        Write("t.csv", Encoding.UTF8.GetBytes("key,a,b\nk1,1,2\n\nk2,2,4\n\"k,3\",3,7\nk4,4,1\n"));
        using (var data = Datasets.Open(folder["data/t.csv"], new() { Table = new() { TestCount = 1, Ignore = ["key"] } }))
        {
            ((INamedExamples)data).NamesAre.ShouldBe("line");
            Names(data, Split.Train).ShouldBe(["2", "4", "5"]);
            Names(data, Split.Test).ShouldBe(["6"]);
        }

        using (var data = Datasets.Open(folder["data/t.csv"], new() { Table = new() { TestCount = 1, RowId = "key" } }))
        {
            ((INamedExamples)data).NamesAre.ShouldBe("key");
            Names(data, Split.Train).ShouldBe(["k1", "k2", "k,3"]);
            Names(data, Split.Test).ShouldBe(["k4"]);
            data.Info.Encoding!.Columns.Select(c => c.Name).ShouldBe(["a", "b"]);
        }

        Should.Throw<DataException>(() => Datasets.Open(folder["data/t.csv"], new() { Table = new() { RowId = "kay" } })).Message.ShouldContain("kay");
    }

    [Fact]
    public void Classes_of_other_data_have_the_numbers_that_the_model_knows_their_names_by()
    {
        foreach (var (name, value) in new[] { ("b", 20), ("c", 30), ("new", 40) }) Write($"{name}/1.png", PngFile.Build(2, 2, 8, 0, [value, value, value, value]));
        using var data = RelabelledDataset.Of(Datasets.Open(folder["data"]), ["a", "b", "c"]);
        using var scope = TensorScope.Enter();
        data.Draw(Split.Train, [0, 1, 2]).Labels!.ToArray<long>().ShouldBe([1, 2, 3]);
        data.Draw(Split.Train, [1]).Factors!.ToArray<long>().ShouldBe([2]);
        data.Info.ClassNames.ShouldBe(["a", "b", "c", "new"]);
        Names(data, Split.Train).ShouldBe(["b/1.png", "c/1.png", "new/1.png"]);
    }

    [Fact]
    public void The_draw_of_a_binarised_example_is_its_own_whichever_are_drawn_with_it()
    {
        for (var n = 0; n < 20; n++) Write($"{n:00}.png", PngFile.Build(8, 8, 8, 0, [.. Enumerable.Repeat(100 + n, 64)]));
        using var data = new SelectedDataset(Datasets.Open(folder["data"], new() { ValidationCount = 4 }), Split.Train, [11, 3]);
        using var all = Datasets.Open(folder["data"], new() { ValidationCount = 4 });
        using var scope = TensorScope.Enter();
        var (some, whole) = (data.Draw(Split.Train, [0, 1]), all.Draw(Split.Train, [.. Enumerable.Range(0, 16).Select(n => (long)n)]));
        some.X.ToArray<float>().ShouldBe([.. whole.X[11].ToArray<float>(), .. whole.X[3].ToArray<float>()]);
        some.Index.ToArray<long>().ShouldBe([11, 3]);
        Names(data, Split.Train).ShouldBe([((INamedExamples)all).NameOf(Split.Train, 11), ((INamedExamples)all).NameOf(Split.Train, 3)]);
        new OrderedBatches(all, Split.Train, 5, 12).TryNext(out var limited).ShouldBeTrue();
        limited!.X.ToArray<float>().ShouldBe(whole.X.Narrow(0, 0, 5).Contiguous().ToArray<float>());
        Should.Throw<ArgumentOutOfRangeException>(() => new SelectedDataset(all, Split.Train, [16]));
    }

    private static IEnumerable<string?> Names(IDataset data, Split split) => Enumerable.Range(0, data.Count(split)).Select(n => ((INamedExamples)data).NameOf(split, n));

    private void Write(string name, byte[] content)
    {
        var path = folder[$"data/{name}"];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
    }
}
