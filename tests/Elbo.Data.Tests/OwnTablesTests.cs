using Elbo.Testing;
using Elbo.Torch;
using Elbo.Torch.Tests.IO;

namespace Elbo.Data.Tests;

[NoLeak]
public sealed class OwnTablesTests : IDisposable
{
    private const float Tolerance = 1e-6f; // one rounding of an F32 near 1

    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Columns_are_told_by_their_content_and_the_rest_is_reported()
    {
        using var scope = TensorScope.Enter();
        using var data = Open("id,height,colour,always,name\r\n1,2,red,x,\"a,\n\"\"b\"\"\"\r\n2,4,blue,x,c\r\n3,6,red,x,d\r\n", new() { Ignore = ["id"] });
        data.Info.Encoding!.Names.ShouldBe(["height", "colour=blue", "colour=red", "name=a,\n\"b\"", "name=c", "name=d"]);
        data.Info.Note.ShouldBe("1 numeric and 2 categorical columns become 6 numbers, standardised; left out id (as asked), always (always the same).");
        // Mean 4, deviation √(8/3).
        var step = 2 / MathF.Sqrt(8 / 3f);
        Near(data.Draw(Split.Train, [0, 1, 2]).X, -step, 0, 1, 1, 0, 0, 0, 1, 0, 0, 1, 0, step, 0, 1, 0, 0, 1);
    }

    [Fact]
    public void Statistics_come_from_the_training_rows_alone()
    {
        using var scope = TensorScope.Enter();
        using var data = Open("x\n1\n3\n100\n1000\n", new() { TestCount = 1 }, validation: 1);
        (data.Count(Split.Train), data.Count(Split.Validation), data.Count(Split.Test)).ShouldBe((2, 1, 1));
        // Of 1, 3 and 100 one is held out: the other two become −1 and 1, and the rest is measured by them.
        Near(data.Draw(Split.Train, [0, 1]).X, -1, 1);
        var encoding = data.Info.Encoding!.Columns[0];
        var (held, mean, deviation) = (104 - (2 * encoding.Mean), encoding.Mean, encoding.Deviation);
        held.ShouldBeOneOf(1, 3, 100);
        Near(data.Draw(Split.Validation, [0]).X, (float)((held - mean) / deviation));
        Near(data.Draw(Split.Test, [0]).X, (float)((1000 - mean) / deviation));
    }

    [Fact]
    public void A_missing_value_is_the_mean_with_a_mark_beside_it_or_an_error()
    {
        using var scope = TensorScope.Enter();
        const string Text = "x,kind\n1,a\n,b\n3,NA\n";
        using var data = Open(Text);
        data.Info.Encoding!.Names.ShouldBe(["x", "x missing", "kind=a", "kind=b", "kind missing"]);
        Near(data.Draw(Split.Train, [0, 1, 2]).X, -1, 0, 1, 0, 0, 0, 1, 0, 1, 0, 1, 0, 0, 0, 1);
        data.Info.Note.ShouldContain("2 missing cells filled");
        using var plain = Open(Text, new() { Standardise = false });
        Near(plain.Draw(Split.Train, [1]).X, 2, 1, 0, 1, 0);
        Should.Throw<DataException>(() => Open(Text, new() { Missing = MissingValues.Error })).Message
            .ShouldBe($"{folder["t.csv"]}: line 3, column 'x': no value (data.missing=mean would fill it)");
    }

    [Fact]
    public void Counts_are_told_by_their_zeros_and_whole_numbers_of_other_kinds_stay_numbers()
    {
        using var scope = TensorScope.Enter();
        // 300 rows of each kind; the numbers are functions of the row.
        var columns = new (string Name, Func<int, int> Of, ColumnValues Values)[]
        {
            ("visits", r => r % 3 == 0 ? 0 : r * r % 29, ColumnValues.Count), ("income", r => r % 2 == 0 ? 0 : 900 + (r * 37 % 5000), ColumnValues.Count),
            ("id", r => r, ColumnValues.Real), ("age", r => r * 7 % 91, ColumnValues.Real), ("year", r => 1950 + (r % 70), ColumnValues.Real), ("hour", r => r % 24, ColumnValues.Real),
            ("weekday", r => r % 7, ColumnValues.Real), ("grade", r => r % 5, ColumnValues.Real), ("postcode", r => 10115 + (r * 31 % 900), ColumnValues.Real),
            ("balance", r => r % 3 == 0 ? 0 : (r % 29) - 14, ColumnValues.Real), ("bit", r => r % 2, ColumnValues.Binary), ("many", r => r % 3 == 0 ? 0 : 2_000_000 + r, ColumnValues.Real),
        };
        var text = string.Join(',', columns.Select(c => c.Name)) + "\n" + string.Concat(Enumerable.Range(0, 300).Select(r => string.Join(',', columns.Select(c => c.Of(r))) + "\n"));
        using var data = Open(text);
        foreach (var (name, _, values) in columns) data.Info.Encoding!.Columns.Single(c => c.Name == name).Values.ShouldBe(values, name);
        data.Info.Note.ShouldContain("counts: visits, income (data.numeric makes them numbers)");
        using var chosen = Open(text, new() { Numeric = ["visits"], Counts = ["age"] });
        chosen.Info.Encoding!.Columns.Where(c => c.Values == ColumnValues.Count).Select(c => c.Name).ShouldBe(["income", "age"]);
        Should.Throw<DataException>(() => Open(text, new() { Counts = ["balance"] })).Message.ShouldContain("column 'balance': '-13' is no count, 0 to 1048576, as data.counts says");
        Should.Throw<DataException>(() => Open(text, new() { Counts = ["age"], Numeric = ["age"] })).Message.ShouldContain("column 'age' is named by numeric and by counts");
    }

    [Fact]
    public void A_column_of_zeros_and_ones_is_one_of_bits_and_what_is_neither_is_no_value_of_it()
    {
        using var scope = TensorScope.Enter();
        using var data = Open("x,bit,zero\n1,0,0\n2,1,0\n3,1,0\n4,7,0\n", new() { TestCount = 1, Standardise = false, Numeric = ["zero"] });
        data.Info.Encoding!.Columns.Select(c => c.Values).ShouldBe([ColumnValues.Real, ColumnValues.Binary, ColumnValues.Real]);
        data.Info.Note.ShouldContain("1 missing cell filled, of them 1 '7'");
        // The mean over the training rows.
        Near(data.Draw(Split.Test, [0]).X, 4, 2 / 3f, 0);
        data.Info.Encoding.Decode([2.5f, 0.6f, 0.1f]).ShouldBe(["2", "1", "0"]);
    }

    [Fact]
    public void A_table_of_plain_numbers_is_not_mixed_and_its_encoding_is_written_as_ever()
    {
        using var plain = Open("x,y\n1,0\n2,3\n");
        (plain.Info.Encoding!.IsMixed, plain.Info.Encoding.ToText().Contains("values", StringComparison.OrdinalIgnoreCase)).ShouldBe((false, false));
        foreach (var text in new[] { "x,y\n1,a\n2,b\n", "x,y\n1,0\n2,1\n", "x,y\n1,2\n2,\n", "x,y\n1,2020-01-01\n2,2020-01-02\n" })
        {
            using var mixed = Open(text);
            mixed.Info.Encoding!.IsMixed.ShouldBeTrue(text);
        }
    }

    [Fact]
    public void Labels_are_numbered_in_the_order_of_numbers_or_texts()
    {
        using var scope = TensorScope.Enter();
        using var numbered = Open("x,y\n1,10\n2,9\n3,10\n", new() { Label = "y" });
        numbered.Info.ClassNames.ShouldBe(["9", "10"]);
        numbered.Draw(Split.Train, [0, 1, 2]).Labels!.ToArray<long>().ShouldBe([1, 0, 1]);
        using var named = Open("x,y\n1,cat\n2,ant\n", new() { Label = "y" });
        named.Draw(Split.Train, [0, 1]).Labels!.ToArray<long>().ShouldBe([1, 0]);
    }

    [Fact]
    public void A_row_whose_label_is_missing_is_an_example_without_one()
    {
        using var scope = TensorScope.Enter();
        using var data = Open("x,y\n1,cat\n2,\n3,ant\n4,NA\n", new() { Label = "y" });
        data.Info.ClassNames.ShouldBe(["ant", "cat"]);
        data.Info.Factors[0].IsPartlyKnown.ShouldBeTrue();
        data.Info.Note.ShouldContain("which 2 rows do not say");
        data.Draw(Split.Train, [0, 1, 2, 3]).Labels!.ToArray<long>().ShouldBe([1, Factor.Unknown, 0, Factor.Unknown]);
    }

    [Fact]
    public void A_trained_models_encoding_is_kept_and_applied_to_new_rows()
    {
        using var scope = TensorScope.Enter();
        TableEncoding encoding;
        using (var data = Open("x,kind,y\n1,a,no\n3,b,yes\n", new() { Label = "y" })) encoding = data.Info.Encoding!;
        File.WriteAllText(folder["table.json"], encoding.ToText());
        var kept = TableEncoding.Read(folder["table.json"]);
        kept.ToText().ShouldBe(encoding.ToText());
        // Other columns, another order, no label, a category never seen: the statistics are those of the first table.
        using var other = Open("more,kind,x\n9,b,5\n9,c,1\n", new() { Encoding = kept });
        Near(other.Draw(Split.Train, [0, 1]).X, 3, 0, 1, -1, 0, 0);
        other.Draw(Split.Train, [0]).Labels.ShouldBeNull();
        Should.Throw<DataException>(() => Open("kind,xx\nb,5\n", new() { Encoding = kept })).Message.ShouldBe($"{folder["t.csv"]}: has no column 'x', which the model was trained on; did you mean 'xx'?");
        Should.Throw<DataException>(() => Open("kind,x,y\nb,5,maybe\n", new() { Encoding = kept })).Message.ShouldContain("label 'maybe' occurs in no training row");
    }

    [Fact]
    public void What_a_model_makes_of_rows_is_written_in_the_tables_own_words()
    {
        using var scope = TensorScope.Enter();
        using var data = Open("x,\"a \"\"kind\"\"\"\n1,\"p,q\"\n,r\n5,r\n");
        DecodedTable.Of(data.Info.Encoding!, data.Draw(Split.Train, [0, 1, 2]).X).Save(folder["out.csv"]);
        File.ReadAllText(folder["out.csv"]).ShouldBe("x,\"a \"\"kind\"\"\"\n1,\"p,q\"\n,r\n5,r\n");
        data.Info.Encoding!.Decode([0.5f, 0.2f, 0.1f, 0.3f]).ShouldBe(["4", "r"]);
    }

    [Fact]
    public void A_folder_has_a_file_for_each_split()
    {
        using var scope = TensorScope.Enter();
        Directory.CreateDirectory(folder["d"]);
        File.WriteAllText(folder["d/train.csv"], "x,k\n0,a\n2,b\n");
        File.WriteAllText(folder["d/valid.csv"], "k,x\nb,4\n");
        File.WriteAllText(folder["d/test.csv"], "x,k\n6,a\n8,a\n");
        using var data = Datasets.Open(folder["d"]);
        (data.Count(Split.Train), data.Count(Split.Validation), data.Count(Split.Test)).ShouldBe((2, 1, 2));
        Near(data.Draw(Split.Validation, [0]).X, 3, 0, 1);
        Near(data.Draw(Split.Test, [1]).X, 7, 1, 0);
        Should.Throw<DataException>(() => Datasets.Open(folder["d"], new() { Table = new() { TestCount = 1 } })).Message.ShouldContain("has a test.csv of its own");
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("a,b\n", "has names of columns but no row")]
    [InlineData("a,b\n1\n", "line 2: 1 cells, expected 2")]
    [InlineData("a,a\n1,2\n", "two columns are named 'a'")]
    [InlineData("a,\n1,2\n", "column 2 has no name (data.header=false where the first line is a row)")]
    [InlineData("a\n\"1\n", "line 2: a quotation mark that is not closed")]
    [InlineData("a\n\"1\"2\n", "line 2: text after a closing quotation mark")]
    [InlineData("a\n1\"2\n", "line 2: a quotation mark within a cell that does not begin with one")]
    [InlineData("a\n1\n1\n", "no column is left to learn from: left out a (always the same)")]
    [InlineData("a\n1\n\xFF\n", "not UTF-8 text; save it as UTF-8")]
    public void A_damaged_table_is_refused_with_its_line(string text, string expected) =>
        Should.Throw<DataException>(() => Open(text)).Message.ShouldBe($"{folder["t.csv"]}: {expected}");

    [Fact]
    public void A_column_that_is_not_what_it_is_called_names_line_and_value()
    {
        Should.Throw<DataException>(() => Open("a\n1\nx\n", new() { Numeric = ["a"] })).Message.ShouldBe($"{folder["t.csv"]}: line 3, column 'a': 'x' is not a number");
        Should.Throw<DataException>(() => Open("a\n1\n1e99\n", new() { Numeric = ["a"] })).Message.ShouldContain("'1e99' is not a number");
        Should.Throw<DataException>(() => Open("age\n1\n2\n", new() { Ignore = ["agee"] })).Message.ShouldBe($"{folder["t.csv"]}: ignore: no column 'agee'; did you mean 'age'?");
        Should.Throw<DataException>(() => Open("a\n1\n2\n", new() { Ignore = ["a"], Label = "a" })).Message.ShouldContain("named by label and by ignore");
        Should.Throw<DataException>(() => Open("a\n1\n2\n", new() { TestCount = 2 })).Message.ShouldContain("2 test rows cannot be taken from 2 rows");
    }

    [Fact]
    public void Other_delimiters_and_tables_without_names_are_read()
    {
        using var scope = TensorScope.Enter();
        using var tabs = Open("a\tb\n1\t2\n3\t4\n", name: "t.tsv");
        tabs.Info.Shape.ShouldBe([2]);
        using var bare = Open("1;2\n3;4\n", new() { Header = false, Delimiter = ';' });
        bare.Info.Encoding!.Names.ShouldBe(["c1", "c2"]);
        bare.Count(Split.Train).ShouldBe(2);
    }

    public void Dispose() => folder.Dispose();

    private static void Near(Tensor x, params float[] expected)
    {
        var found = x.ToArray<float>();
        found.Length.ShouldBe(expected.Length);
        for (var i = 0; i < found.Length; i++) found[i].ShouldBe(expected[i], Tolerance * Math.Max(1, Math.Abs(expected[i])), $"place {i}");
    }

    private IDataset Open(string text, TableOptions? table = null, int validation = 0, string name = "t.csv")
    {
        folder.Write(name, System.Text.Encoding.Latin1.GetBytes(text));
        return Datasets.Open(folder[name], new DataOptions { ValidationCount = validation, Table = table ?? new() });
    }
}
