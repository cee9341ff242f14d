using System.Text;
using Elbo.Testing;
using Elbo.Torch;
using Elbo.Torch.Tests.IO;

namespace Elbo.Data.Tests;

[NoLeak]
public sealed class WordCountsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void A_line_is_a_label_and_words_with_their_counts_both_numbered_from_one()
    {
        var counts = Read("2 1:3 4:1\n\n1 \n1 2:1 2:4 \n");
        counts.Labels.ShouldBe([1, 0, 0]);
        Row(counts, 0).ShouldBe([4, 3, 0, 0, 1]);
        Row(counts, 1).ShouldBe([0, 0, 0, 0, 0]);
        Row(counts, 2).ShouldBe([5, 0, 5, 0, 0]);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("1 1:2\n3 1:1\n", "line 2: a label of '3', expected 1 to 2")]
    [InlineData("1 5:1\n", "line 1: a word of '5', expected 1 to 4")]
    [InlineData("1 0:1\n", "line 1: a word of '0', expected 1 to 4")]
    [InlineData("1 2:0\n", "line 1: a count of '0', expected 1 to 16777216")]
    [InlineData("1 2:1.5\n", "line 1: a count of '1.5', expected 1 to 16777216")]
    [InlineData("1 2\n", "line 1: expected word:count, found '2'")]
    [InlineData("god 2:1\n", "line 1: a label of 'god', expected 1 to 2")]
    public void What_is_no_such_line_is_refused_with_its_number(string text, string says) =>
        Should.Throw<DataException>(() => Read(text)).Message.ShouldBe($"{folder["t.feat"]}: {says}");

    [Fact]
    public void Damaged_files_are_read_or_refused()
    {
        var valid = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 30).Select(i => $"{(i % 2) + 1} {(i % 4) + 1}:{i + 1} 2:7\n")));
        Mutation.Run<DataException>(valid, Mutation.Few, 50, folder["mutant.feat"], path => WordCountsReader.Load(path, 4, 2)).ShouldBeInRange(Mutation.Few / 10, Mutation.Few - 1);
    }

    [Fact]
    public void The_published_texts_have_the_published_words()
    {
        using var data = Open();
        (data.Count(Split.Train) + data.Count(Split.Validation), data.Count(Split.Test)).ShouldBe((11_268, 7_505));
        data.Info.Vocabulary!.Count.ShouldBe(2_000);
        data.Info.Vocabulary.Take(3).ShouldBe(["who", "out", "which"]);
        // Tokens counted in the files by another program.
        (Words(data, Split.Train) + Words(data, Split.Validation), Words(data, Split.Test)).ShouldBe((1_128_881, 720_898));
    }

    [Fact]
    public void Words_are_the_sum_of_the_counts_and_classes_are_told_by_their_words()
    {
        using var data = Open();
        using var scope = TensorScope.Enter();
        var batch = data.Draw(Split.Test, [.. Enumerable.Range(0, data.Count(Split.Test)).Select(i => (long)i)]);
        batch.X.Sum([1]).ToArray<float>().Select(v => (long)v).ShouldBe(batch["words"].ToArray<long>());
        // The newsgroup that says each of these words most often.
        foreach (var (word, group) in new[] { ("hockey", "rec.sport.hockey"), ("windows", "comp.os.ms-windows.misc"), ("israel", "talk.politics.mideast"), ("atheism", "alt.atheism"), ("shipping", "misc.forsale") })
        {
            var said = batch.X.Select(1, data.Info.Vocabulary!.ToList().IndexOf(word)).ToArray<float>();
            var most = batch.Labels!.ToArray<long>().Zip(said).GroupBy(p => p.First).MaxBy(g => g.Sum(p => p.Second))!.Key;
            data.Info.ClassNames[(int)most].ShouldBe(group);
        }
    }

    [Fact]
    public void Held_out_texts_are_of_every_newsgroup_and_of_the_training_file()
    {
        using var data = Open(new() { ValidationCount = 500 });
        using var whole = Open(new() { ValidationCount = 0 });
        data.Count(Split.Train).ShouldBe(10_768);
        using var scope = TensorScope.Enter();
        var held = data.Draw(Split.Validation, [.. Enumerable.Range(0, 500).Select(i => (long)i)]);
        held.Labels!.ToArray<long>().Distinct().Count().ShouldBe(20);
        data.Fingerprint.ShouldNotBe(whole.Fingerprint);
        DataSchema.Of(data).Mismatch(DataSchema.Of(whole)).ShouldBeNull();
        DataSchema.Of(data).Mismatch(DataSchema.Of(whole) with { Vocabulary = ["a"] })!.Value.Found.ShouldBe("it has another vocabulary");
    }

    public void Dispose() => folder.Dispose();

    private static IDataset Open(DataOptions? options = null) => KnownSet.OpenAny("20newsgroups", options);

    private static long Words(IDataset data, Split split)
    {
        long all = 0;
        new OrderedBatches(data, split, 1000).ForEach(batch => all += batch["words"].Sum().ToInt64());
        return all;
    }

    /// <summary>The number of words, and how often each occurs.</summary>
    private static float[] Row(WordCounts counts, int row)
    {
        var values = new float[4];
        return [counts.Fill(row, values), .. values];
    }

    private WordCounts Read(string text) => WordCountsReader.Load(folder.Write("t.feat", Encoding.UTF8.GetBytes(text)), 4, 2);
}
