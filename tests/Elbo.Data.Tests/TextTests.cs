using System.IO.Compression;
using System.Text;
using Elbo.Testing;
using Elbo.Torch;
using Elbo.Torch.Tests.IO;

namespace Elbo.Data.Tests;

/// <summary>Texts as sequences of words: a user's own, with all that such files hold, and the Penn Treebank.</summary>
[NoLeak]
public sealed class TextTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData("The cat, the CAT sat.", "the cat , the cat sat .")]
    [InlineData("don't pay $3.50 or 1,000 -- well-made!", "don't pay $ 3.50 or 1,000 - - well-made !")]
    [InlineData("tab\tand\u00a0hard  blank\u200b", "tab and hard blank")]
    [InlineData("an <unk> is <b", "an <unk> is < b")]
    [InlineData("café naïve e\u0301t\u0301 👍🏽ok", "café naïve e\u0301t\u0301 👍 🏽 ok")]
    [InlineData("中文 and カナ", "中 文 and カ ナ")]
    [InlineData("Ünïcode_ID a.b. 'quoted'", "ünïcode_id a . b . ' quoted '")]
    public void A_line_is_parted_into_words_and_signs(string line, string wanted) => Parted(line, true).ShouldBe(wanted);

    [Fact]
    public void Case_is_kept_where_asked() => Parted("The Cat", false).ShouldBe("The Cat");

    [Fact]
    public void Lines_are_examples_with_their_numbers_as_names_and_words_seen_once_stand_for_those_never_seen()
    {
        var path = Write("a b a\n\n  \nb a c\r\na b");
        using var data = Datasets.Open(path);
        using var scope = TensorScope.Enter();
        data.Info.Vocabulary.ShouldBe(["<eos>", "<unk>", "a", "b"]);
        data.Info.Warnings.ShouldBe([$"{path}: 2 of 5 lines have no word and are passed over"]);
        var batch = data.Draw(Split.Train, [0, 1, 2]);
        batch.X.ToArray<long>().ShouldBe([2, 3, 2, 0, 3, 2, 1, 0, 2, 3, 0, 0]);
        batch.LengthsOf("x")!.ToArray<long>().ShouldBe([4, 4, 3]);
        Enumerable.Range(0, 3).Select(k => ((INamedExamples)data).NameOf(Split.Train, k)).ShouldBe(["1", "4", "5"]);
        data.Info.Note.ShouldBe("3 texts of 2.7 words on average; 2 words are told apart, 1 of 8 are others and read as <unk>");
    }

    [Fact]
    public void A_runs_vocabulary_is_applied_as_it_is_to_words_never_seen()
    {
        using var data = Datasets.Open(Write("zebra a\nz b\n"), new() { Text = new() { Words = ["<eos>", "<unk>", "a", "b"] } });
        using var scope = TensorScope.Enter();
        data.Draw(Split.Train, [0, 1]).X.ToArray<long>().ShouldBe([1, 2, 0, 1, 3, 0]);
        data.Info.Note.ShouldBe("2 texts of 2.0 words on average; 2 of 4 words are not among the 2 the run knows and are read as <unk>");
    }

    [Fact]
    public void A_text_that_is_too_long_is_a_beginning_without_an_end()
    {
        var path = Write("a a a a a\na a\n");
        using var data = Datasets.Open(path, new() { Text = new() { MostLength = 3 } });
        using var scope = TensorScope.Enter();
        var batch = data.Draw(Split.Train, [0, 1]);
        batch.X.ToArray<long>().ShouldBe([2, 2, 2, 2, 2, 0]);
        batch.LengthsOf("x")!.ToArray<long>().ShouldBe([3, 3]);
        data.Info.Warnings.ShouldBe([$"{path}: 1 of 2 texts are longer than 3 words: their beginnings are taken (data.maxLength)"]);
    }

    [Fact]
    public void The_vocabulary_comes_from_training_texts_alone_and_is_cut_where_asked()
    {
        var path = Write(string.Concat(Enumerable.Range(0, 20).Select(k => $"x y{k % 10} z z\n")) + "rare rare\n");
        using var data = Datasets.Open(path, new() { Table = new() { TestCount = 1 }, ValidationCount = 0, Text = new() { MostWords = 2 } });
        (data.Count(Split.Train), data.Count(Split.Test)).ShouldBe((20, 1));
        data.Info.Vocabulary.ShouldBe(["<eos>", "<unk>", "z", "x"]);
        ((INamedExamples)data).NameOf(Split.Test, 0).ShouldBe("21");
    }

    [Fact]
    public void Bytes_that_are_no_text_are_refused_by_their_line()
    {
        var path = folder["bytes.txt"];
        File.WriteAllBytes(path, [.. "fine\ncaf"u8, 0xE9, .. " noir\n"u8]);
        Should.Throw<DataException>(() => Datasets.Open(path)).Message.ShouldBe($"{path}: line 2: byte 4 is no UTF-8 text; save the file as UTF-8");
        File.WriteAllBytes(path, [0xFF, 0xFE, (byte)'a', 0]);
        Should.Throw<DataException>(() => Datasets.Open(path)).Message.ShouldBe($"{path}: line 1: has a zero byte, so it is no UTF-8 text; save it as UTF-8");
    }

    [Theory]
    [InlineData("", "has no text")]
    [InlineData("\n \n", "has no text")]
    [InlineData("each word once\n", "no word is in the training texts 2 times; set data.minCount=1 to tell apart words that are there once")]
    public void A_file_of_nothing_to_learn_is_one_line(string text, string says)
    {
        var path = Write(text);
        Should.Throw<DataException>(() => Datasets.Open(path)).Message.ShouldBe($"{path}: {says}");
    }

    [Fact]
    public void A_vocabulary_of_one_word_is_one()
    {
        using var data = Datasets.Open(Write("yes\nyes yes\n"));
        data.Info.Vocabulary.ShouldBe(["<eos>", "<unk>", "yes"]);
    }

    [Fact]
    public void A_folder_has_splits_and_a_packed_file_is_read()
    {
        var place = Directory.CreateDirectory(folder["texts"]).FullName;
        File.WriteAllText(Path.Combine(place, "train.txt"), "\uFEFFa a\nb b\n");
        File.WriteAllText(Path.Combine(place, "valid.txt"), "a\n");
        using (var packed = new GZipStream(File.Create(Path.Combine(place, "test.txt.gz")), CompressionLevel.Fastest)) packed.Write("b\n\nb a\n"u8);
        using var data = Datasets.Open(place);
        (data.Count(Split.Train), data.Count(Split.Validation), data.Count(Split.Test)).ShouldBe((2, 1, 2));
        data.Info.Vocabulary.ShouldBe(["<eos>", "<unk>", "a", "b"]);
        ((INamedExamples)data).NameOf(Split.Test, 1).ShouldBe("3");
        Should.Throw<DataException>(() => Datasets.Open(place, new() { ValidationCount = 2 })).Message.ShouldContain("has a validation split of its own");
    }

    [Fact]
    public void A_column_of_a_table_gives_texts_with_the_rows_names_and_classes()
    {
        var path = folder["reviews.csv"];
        File.WriteAllText(path, "id,stars,review\nr1,good,\"nice, nice place\"\nr2,bad,\"so\nso\"\nr3,good,\nr4,bad,nice so\n");
        using var data = Datasets.Open(path, new() { Text = new() { Column = "review" }, Table = new() { Label = "stars", RowId = "id" } });
        using var scope = TensorScope.Enter();
        data.Info.Vocabulary.ShouldBe(["<eos>", "<unk>", "nice", "so"]);
        data.Info.ClassNames.ShouldBe(["bad", "good"]);
        var batch = data.Draw(Split.Train, [0, 1, 2]);
        batch.X.ToArray<long>().ShouldBe([2, 1, 2, 1, 0, 3, 3, 0, 0, 0, 2, 3, 0, 0, 0]);
        batch.Labels!.ToArray<long>().ShouldBe([1, 0, 0]);
        Enumerable.Range(0, 3).Select(k => ((INamedExamples)data).NameOf(Split.Train, k)).ShouldBe(["r1", "r2", "r4"]);
        data.Info.Warnings.ShouldBe([$"{path}: 1 of 4 rows have no word and are passed over"]);
        Should.Throw<DataException>(() => Datasets.Open(path, new() { Text = new() { Column = "reveiw" } })).Message.ShouldBe($"{path}: has no column 'reveiw'; did you mean 'review'?");
    }

    [Fact]
    public void Fingerprints_tell_words_vocabularies_and_lengths_apart()
    {
        string Of(string text, TextOptions? options = null)
        {
            using var data = Datasets.Open(Write(text), new() { Text = options ?? new() });
            return data.Fingerprint;
        }

        var own = Of("a a b b\na\n");
        Of("a a b b\na\n").ShouldBe(own);
        new[] { Of("a a b b a\n"), Of("b b a a\nb\n"), Of("a a b b\na\n", new() { MostLength = 3 }), Of("a a b b\na\n", new() { MostWords = 1 }) }.ShouldAllBe(other => other != own);
    }

    [Fact]
    public void Damaged_files_are_read_or_refused()
    {
        var valid = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 30).Select(i => $"some words, né {i % 4}\n")));
        Mutation.Run<DataException>(valid, Mutation.Few, 50, folder["mutant.txt"], path => Datasets.Open(path).Dispose()).ShouldBeInRange(1, Mutation.Few - 1);
    }

    [Fact]
    public void A_row_without_a_class_has_none_and_no_class_is_made_of_it()
    {
        var path = folder["classes.csv"];
        File.WriteAllText(path, "text,kind\na b,good\na c,\nb b,bad\nb a,good\n");
        using var data = Datasets.Open(path, new() { ValidationCount = 0, Table = new() { Label = "kind" }, Text = new() { Column = "text" } });
        using var scope = TensorScope.Enter();
        data.Info.ClassNames.ShouldBe(["bad", "good"]);
        data.Info.IsPartlyLabelled.ShouldBeTrue();
        data.Draw(Split.Train, [0, 1, 2, 3]).Labels!.ToArray<long>().ShouldBe([1, Factor.Unknown, 0, 1]);
    }

    [Fact]
    public void Labelled_sets_have_texts_with_the_names_of_their_classes_and_all_classes_among_the_first()
    {
        foreach (var (id, train, test, classes, first, label) in new (string, int, int, string[], string, long)[]
        {
            ("yelp-sentiment", 63_483, 126_670, ["negative", "positive"], "staff behind the deli counter were super nice and efficient !", 1),
            ("ag-news", 6_000, 1_600, ["World", "Sports", "Business", "Sci/Tech"],
                "fears for t n pension after talks unions representing workers at turner newall say they are ' disappointed ' after talks with stricken parent firm federal mogul .", 2),
        })
        {
            using var data = KnownSet.OpenAny(id, new() { ValidationCount = 0, Text = new() { MostWords = 100_000 } });
            using var scope = TensorScope.Enter();
            (data.Count(Split.Train), data.Count(Split.Test)).ShouldBe((train, test), id);
            data.Info.ClassNames.ShouldBe(classes);
            var batch = data.Draw(Split.Train, [0]);
            (Vocabulary.Text(batch.X.ToArray<long>(), data.Info.Vocabulary!), batch.Labels!.ToArray<long>()[0]).ShouldBe((first, label), id);
            // In proportion: 40 and 60 % of sentences, a quarter each of news within four standard errors of their order.
            var labels = data.Draw(Split.Test, [.. Enumerable.Range(0, 400).Select(k => (long)k)]).Labels!.ToArray<long>();
            labels.CountBy(l => l).Count().ShouldBe(classes.Length);
            labels.CountBy(l => l).ShouldAllBe(l => l.Value > 60);
            data.Info.Note.ShouldContain("published figures are of");
        }
    }

    [Fact, Trait("Category", "Long")]
    public void Reviews_of_films_come_out_of_their_archive_without_marks_of_lines()
    {
        using var data = KnownSet.OpenAny("imdb", new());
        using var scope = TensorScope.Enter();
        (data.Count(Split.Train) + data.Count(Split.Validation), data.Count(Split.Test)).ShouldBe((25_000, 25_000));
        data.Draw(Split.Test, [0, 1, 2, 3]).Labels!.ToArray<long>().ShouldBe([0, 1, 0, 1]);
        data.Info.Vocabulary!.ShouldNotContain("br");
    }

    [Fact]
    public void The_treebank_has_the_published_sentences_and_words()
    {
        using var data = KnownSet.OpenAny("ptb", new());
        using var scope = TensorScope.Enter();
        (data.Count(Split.Train), data.Count(Split.Validation), data.Count(Split.Test)).ShouldBe((42_068, 3_370, 3_761));
        data.Info.Vocabulary!.Count.ShouldBe(10_000);
        // Tokens counted in the files by another program; each sentence has an end more.
        (Tokens(data, Split.Train), Tokens(data, Split.Validation), Tokens(data, Split.Test)).ShouldBe((887_521 + 42_068, 70_390 + 3_370, 78_669 + 3_761));
        Vocabulary.Text(data.Draw(Split.Test, [0]).X.ToArray<long>(), data.Info.Vocabulary).ShouldBe("no it was n't black monday");
    }

    public void Dispose() => folder.Dispose();

    private static long Tokens(IDataset data, Split split) => Enumerable.Range(0, data.Count(split)).Sum(k => (long)((IRaggedExamples)data).LengthOf(split, k));

    private static string Parted(string line, bool lower)
    {
        var (table, numbers) = (new WordTable(), new List<int>());
        WordSplit.Into(numbers, line, table, lower);
        return string.Join(' ', numbers.Select(n => table.Words[n]));
    }

    private string Write(string text)
    {
        var path = folder["own.txt"];
        File.WriteAllText(path, text);
        return path;
    }
}
