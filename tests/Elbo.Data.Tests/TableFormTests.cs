using System.IO.Compression;
using System.Text;
using Elbo.Testing;
using Elbo.Torch;
using Elbo.Torch.Tests.IO;

namespace Elbo.Data.Tests;

/// <summary>Tables as pandas, R, Excel and people in other countries write them: read as they are meant, or refused with the cell and a way on.</summary>
[NoLeak]
public sealed class TableFormTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData(",", ".")]
    [InlineData(";", ".")]
    [InlineData(";", ",")]
    [InlineData("\t", ".")]
    [InlineData("\t", ",")]
    [InlineData("|", ".")]
    [InlineData("|", ",")]
    public void Delimiter_and_decimal_mark_are_told_by_the_head_of_the_file(string delimiter, string point)
    {
        foreach (var header in new[] { true, false })
        {
            using var scope = TensorScope.Enter();
            string Cells(params string[] cells) => string.Join(delimiter, cells).Replace(".", point, StringComparison.Ordinal) + "\r\n";
            var text = (header ? Cells("x", "y", "kind") : "") + string.Concat(Enumerable.Range(0, 9).Select(i => Cells($"{i}.5", $"-{i}", i % 2 == 0 ? "a" : "b")));
            using var data = Open(text, new() { Standardise = false, Header = header });
            data.Info.Encoding!.Columns.Select(c => c.Kind).ShouldBe([ColumnKind.Numeric, ColumnKind.Numeric, ColumnKind.Categorical]);
            data.Draw(Split.Train, [3]).X.ToArray<float>().ShouldBe([3.5f, -3, 0, 1]);
            data.Info.Note.Contains("data.delimiter", StringComparison.Ordinal).ShouldBe(delimiter != ",");
            data.Info.Note.Contains("data.decimal", StringComparison.Ordinal).ShouldBe(point == ",");
        }
    }

    [Theory]
    [InlineData("1.5,2\n3,4\n5,6\n", false)]
    [InlineData("-1,2\n3,4\n5,6\n", false)]
    [InlineData("5,0,0\n1,0,3\n2,4,0\n", false)]
    [InlineData("1,5;2\n3,5;4\n", false)]
    [InlineData("0,1,2\n3.5,4,7\n5,6,8\n", true)]
    [InlineData("2019,2020,2021\n3,4,7\n5,6,8\n", true)]
    [InlineData("0\n3.5\n4.5\n", true)]
    [InlineData("0.5\n3.5\n4.5\n", false)]
    // The index of a data frame, and quantiles beside it.
    [InlineData(",0.25,0.5\n1,3,4\n2,5,6\n", true)]
    [InlineData("year,2020\n3,4\n5,6\n", true)]
    [InlineData("x,y\n3,4\n5,6\n", true)]
    [InlineData("1,2\na,b\nc,d\n", true)]
    // Nobody can tell.
    [InlineData("5,3\n3,4\n5,6\n", null)]
    [InlineData("5\n3\n5\n", null)]
    [InlineData("5.5,red\n3,blue\n5,red\n", null)]
    [InlineData("39,State-gov,77516,13\n50,Private,83311,9\n38,Private,215646,9\n", null)]
    public void A_first_line_of_numbers_is_a_row_where_it_cannot_be_names(string text, bool? names)
    {
        if (names is null)
        {
            Should.Throw<DataException>(() => Open(text)).Message.ShouldEndWith("t.csv: the first line may be names or a row of numbers; set data.header=true or data.header=false");
            using var said = Open(text, new() { Header = false });
            said.Count(Split.Train).ShouldBe(3);
            return;
        }

        using var data = Open(text);
        var lines = text.Count(c => c == '\n');
        data.Count(Split.Train).ShouldBe(names.Value ? lines - 1 : lines);
        data.Info.Note.Contains("columns are c1, c2 … (data.header)", StringComparison.Ordinal).ShouldBe(!names.Value);
    }

    [Theory]
    [InlineData("3,41,5", "1", "38.666")]
    [InlineData("3.25,41.5,5", "0.01", "38.666")]
    [InlineData("1e-3,41.5,5", "0.001", "38.666")]
    [InlineData("13.08.2020,04.09.2020,01.01.2021", "dd", "05.03.2021")]
    [InlineData("13.8.2020,4.9.2020,1.1.2021", "d", "5.3.2021")]
    [InlineData("2020/08/13,2020/09/04 11:30,2021/01/01 00:15", "t", "2021/03/05 06:00")]
    [InlineData("2020/08/13 10:00,2020/09/04 11:30,2021/01/01 00:15", "t", "2021/03/05 06:00")]
    public void Cells_that_a_model_says_are_written_as_those_of_their_column(string column, string kind, string told)
    {
        using var data = Open("x\n" + string.Join('\n', column.Split(',')) + "\n", new() { Standardise = false });
        var encoding = data.Info.Encoding!;
        var isDate = kind is "d" or "dd" or "t";
        var number = isDate ? (float)(new DateTime(2021, 3, 5, kind == "t" ? 6 : 0, 0, 0, DateTimeKind.Utc) - DateTime.UnixEpoch).TotalDays : 38.666f;
        var cell = encoding.Decode([number, .. new float[encoding.Width - 1]])[0];
        if (isDate) cell.ShouldBe(told);
        else cell.ShouldBe(kind switch { "1" => "39", "0.01" => "38.67", _ => told });
        // The file that keeps it, and one that was tampered with.
        encoding.Problem().ShouldBeNull();
        (encoding with { Columns = [encoding.Columns[0] with { DateFormat = "%%" }] }).Problem().ShouldNotBeNull();
    }

    [Theory]
    [InlineData("1.5,a\n2.5,b\n3.5,c\n", false, "1 2 3")]
    [InlineData("x,k\n1.5,a\n2.5,b\n", true, "2 3")]
    [InlineData("\n\nx,k\n1.5,a\n\n2.5,b\n", true, "4 6")]
    [InlineData("1.5,\"a\nb\"\n2.5,\"c\nd\"\n3.5,e\n", false, "1 3 5")]
    [InlineData("x,\"k\nl\"\n2.5,\"c\nd\"\n3.5,e\n", true, "3 5")]
    public void Rows_are_called_by_the_lines_they_begin_in(string text, bool header, string lines)
    {
        using var data = Open(text, new() { Header = header });
        Enumerable.Range(0, data.Count(Split.Train)).Select(row => data.Info.Names!.Rows[Split.Train][row]).ShouldBe(lines.Split(' '));
    }

    [Fact]
    public void Files_for_a_model_begin_as_that_of_its_training_did()
    {
        using var scope = TensorScope.Enter();
        using var trained = Open("1.5,2\n3.5,4\n0.5,1\n", new() { Standardise = false });
        // By themselves: one row, a gap, and what may be names.
        foreach (var text in new[] { "1.5,2\n", "1.5,\n2,3\n", "5,3\n3,4\n", "0,1\n3,4\n" })
        {
            using var later = Open(text, new() { Encoding = trained.Info.Encoding });
            later.Count(Split.Train).ShouldBe(text.Count(c => c == '\n'), text);
        }

        using var named = Open("2019,2020\n3,4\n5,7\n", new() { Standardise = false });
        using var alike = Open("2019,2020\n8,9\n", new() { Encoding = named.Info.Encoding });
        alike.Draw(Split.Train, [0]).X.ToArray<float>().ShouldBe([8, 9]);
    }

    [Fact]
    public void What_is_said_outright_goes_before_what_the_head_shows()
    {
        using var data = Open("a;b,c\n1;2,3\n4;5,6\n", new() { Delimiter = ',' });
        data.Info.Encoding!.Columns.Select(c => c.Name).ShouldBe(["a;b", "c"]);
        using var thousands = Open("a;b\n1,250;2\n3,750;4\n", new() { Decimal = ',', Standardise = false });
        using var scope = TensorScope.Enter();
        thousands.Draw(Split.Train, [0]).X.ToArray<float>().ShouldBe([1.25f, 2]);
        // Text with semicolons in it is no table of semicolons.
        using var tags = Open("id,tags\n1,a;b\n2,c;d\n3,e\n");
        tags.Info.Encoding!.Columns.Select(c => c.Name).ShouldBe(["id", "tags"]);
        // A comma in quotation marks parts nothing.
        using var quoted = Open("x,name\n1,\"a, b\"\n2,\"c, d\"\n");
        quoted.Info.Encoding!.Columns.Select(c => c.Name).ShouldBe(["x", "name"]);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("inf")]
    [InlineData("-Infinity")]
    [InlineData("1e99")]
    [InlineData("1,5")]
    [InlineData("12a")]
    [InlineData("#DIV/0!")]
    [InlineData("1 2")]
    public void One_odd_cell_among_numbers_is_an_error_that_names_it(string odd)
    {
        foreach (var rows in new[] { 5, 500 })
        {
            var text = "id,y\n" + string.Concat(Enumerable.Range(0, rows).Select(i => $"{i},{(i == 3 ? $"\"{odd}\"" : $"{i * 0.25}")}\n"));
            Should.Throw<DataException>(() => Open(text)).Message.ShouldBe($"{folder["t.csv"]}: line 5, column 'y': '{odd}' is not a number, as {rows - 1} other cells of the column are; "
                + $"correct it, or set data.missingMarks=[\"{odd}\"] where it means a missing value, else data.categorical=[\"y\"] or data.ignore=[\"y\"]");
            using var marked = Open(text, new() { MissingMarks = [odd] });
            marked.Info.Note.ShouldContain($"1 missing cell filled, of them 1 '{odd}'");
            using var ignored = Open(text, new() { Ignore = ["y"] });
            ignored.Info.Shape.ShouldBe([1]);
        }
    }

    [Fact]
    public void An_odd_cell_behind_thousands_of_different_numbers_is_found_too()
    {
        var text = "y\n" + string.Concat(Enumerable.Range(0, 10_000).Select(i => i == 9_000 ? "odd\n" : $"{i}\n"));
        Should.Throw<DataException>(() => Open(text)).Message.ShouldStartWith($"{folder["t.csv"]}: line 9002, column 'y': 'odd' is not a number");
        using var scope = TensorScope.Enter();
        using var data = Open(text, new() { MissingMarks = ["odd"], Standardise = false });
        data.Draw(Split.Train, [8_999, 9_000, 9_001]).X.ToArray<float>().ShouldBe([8999, 0, (float)data.Info.Encoding!.Columns[0].Mean, 1, 9001, 0]);
        // A label is a text, however many numbers there are, and 007 is not 7.
        using var labelled = Open("x,l\n" + string.Concat(Enumerable.Range(0, 9_000).Select(i => $"{i * 2},00{i % 7}\n")), new() { Label = "l" });
        labelled.Info.ClassNames.ShouldBe(["000", "001", "002", "003", "004", "005", "006"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?")]
    [InlineData("NA")]
    [InlineData("#N/A")]
    [InlineData("NaN")]
    [InlineData("nan")]
    [InlineData("null")]
    [InlineData("<NA>")]
    [InlineData("-")]
    [InlineData("None")]
    [InlineData(".")]
    public void The_usual_marks_of_a_missing_value_are_counted_in_the_note(string mark)
    {
        using var scope = TensorScope.Enter();
        using var data = Open($"y,z\n1,1\n{mark},2\n3,3\n", new() { Standardise = false });
        data.Draw(Split.Train, [1]).X.ToArray<float>().ShouldBe([2, 1, 2]);
        data.Info.Note.ShouldContain(mark.Length == 0 ? "1 missing cell filled." : $"1 missing cell filled, of them 1 '{mark}'.");
    }

    [Fact]
    public void A_dash_among_texts_is_a_text()
    {
        using var data = Open("charge,x\n+,1\n-,2\n-,3\n", new() { Label = "charge" });
        data.Info.ClassNames.ShouldBe(["+", "-"]);
        using var categories = Open("veneer,x\nNone,1\nbrick,2\nNone,3\n");
        categories.Info.Encoding!.Names.ShouldBe(["veneer=None", "veneer=brick", "x"]);
    }

    [Theory]
    [InlineData("2024-02-29", "2024-03-01", ColumnKind.Date, 1)]
    [InlineData("2024/02/29", "2024/03/01", ColumnKind.Date, 1)]
    [InlineData("29.02.2024", "1.3.2024", ColumnKind.Date, 1)]
    [InlineData("2024-02-29 18:00", "2024-03-01 06:00", ColumnKind.Time, 0.5)]
    [InlineData("2024-02-29T18:00:00Z", "2024-03-01T07:00:00+01:00", ColumnKind.Time, 0.5)]
    public void Dates_become_days_and_season(string first, string second, ColumnKind kind, double days)
    {
        using var scope = TensorScope.Enter();
        using var data = Open($"when,x\n{first},1\n{second},2\n{second},3\n,4\n", new() { Standardise = false });
        var column = data.Info.Encoding!.Columns[0];
        column.Kind.ShouldBe(kind);
        data.Info.Encoding.Names.Take(3).ShouldBe(["when", "when season sin", "when season cos"]);
        var rows = data.Draw(Split.Train, [0, 1, 3]).X.ToArray<float>();
        var width = data.Info.Dimensions;
        // An F32 holds days since 1970 to 1/512.
        (rows[width] - rows[0]).ShouldBe((float)days, 0.01f);
        // 29 February is the 60th day: the year has turned by 59/365.2425, and the time of day beside it.
        var angle = 2 * Math.PI * (59 + (kind == ColumnKind.Time ? 0.75 : 0)) / 365.2425;
        rows[1].ShouldBe((float)Math.Sin(angle), 1e-6f);
        rows[2].ShouldBe((float)Math.Cos(angle), 1e-6f);
        if (kind == ColumnKind.Time) rows[3..5].ShouldSatisfyAllConditions(h => h[0].ShouldBe(-1, 1e-6f), h => h[1].ShouldBe(0, 1e-6f));
        // The missing one has the mean and its mark.
        rows[(2 * width) + column.Width - 1].ShouldBe(1);
        rows[2 * width].ShouldBe((float)column.Mean, 0.01f);
    }

    [Fact]
    public void Dates_come_back_as_dates()
    {
        using var scope = TensorScope.Enter();
        using var data = Open("when,at\n1999-12-31,1999-12-31 23:30:00\n2024-02-29,2024-02-29 00:00:01\n2000-06-01,2000-06-01 12:00:00\n");
        var rows = data.Draw(Split.Train, [0, 1, 2]).X;
        DecodedTable.Of(data.Info.Encoding!, rows).Save(folder["out.csv"]);
        var lines = File.ReadAllLines(folder["out.csv"]);
        lines.Select(l => l.Split(',')[0]).ShouldBe(["when", "1999-12-31", "2024-02-29", "2000-06-01"]);
        // Standardised days of years in F32 are right to seconds.
        for (var i = 1; i < lines.Length; i++)
            (DateTime.Parse(lines[i].Split(',')[1], System.Globalization.CultureInfo.InvariantCulture) - DateTime.Parse(File.ReadAllLines(folder["t.csv"])[i].Split(',')[1], System.Globalization.CultureInfo.InvariantCulture)).Duration().ShouldBeLessThan(TimeSpan.FromMinutes(2));
    }

    [Theory]
    [InlineData("03/04/2024", "looks like a date whose day and month cannot be told apart")]
    [InlineData("1/2/24 10:30", "looks like a date whose day and month cannot be told apart")]
    [InlineData("12%", "looks like a number")]
    [InlineData("\"1,234.50\"", "looks like a number")]
    [InlineData("$5", "looks like a number")]
    [InlineData("1 234", "looks like a number")]
    public void Numbers_and_dates_that_cannot_be_read_are_refused_and_no_categories(string cell, string expected)
    {
        var text = $"x,y\n1,{cell}\n2,{cell}\n3,other\n";
        Should.Throw<DataException>(() => Open(text)).Message.ShouldSatisfyAllConditions(
            m => m.ShouldStartWith($"{folder["t.csv"]}: line 2, column 'y': '{cell.Trim('"')}' {expected}"),
            m => m.ShouldEndWith("data.categorical=[\"y\"] or data.ignore=[\"y\"]"));
        using var categories = Open(text, new() { Categorical = ["y"] });
        categories.Info.Shape.ShouldBe([3]);
    }

    [Fact]
    public void An_odd_cell_among_dates_is_an_error_that_names_it() =>
        Should.Throw<DataException>(() => Open("when,x\n2024-01-01,1\n2024-01-02,2\nsoon,3\n")).Message.ShouldStartWith($"{folder["t.csv"]}: line 4, column 'when': 'soon' is not a date, as 2 other cells of the column are");

    [Theory]
    [InlineData(",x,y\n0,1,2\n1,3,4\n", "column 1 has no name of its own and is left out as the index of rows")]
    [InlineData("Unnamed: 0,x,y\n0,1,2\n1,3,4\n", "column 1 has no name of its own and is left out as the index of rows")]
    [InlineData("x,y,\n1,2,\n3,4,\n", "column 3 has neither name nor values and is left out")]
    public void A_column_without_a_name_is_left_out_with_a_note(string text, string expected)
    {
        using var data = Open(text);
        data.Info.Encoding!.Columns.Select(c => c.Name).ShouldBe(["x", "y"]);
        data.Info.Note.ShouldContain(expected);
    }

    [Fact]
    public void A_compressed_table_is_the_table()
    {
        const string Text = "x,y\n1,2\n3,5\n";
        using (var file = new GZipStream(File.Create(folder["t.csv.gz"]), CompressionLevel.Optimal)) file.Write(Encoding.UTF8.GetBytes(Text));
        using var packed = Datasets.Open(folder["t.csv.gz"]);
        using var plain = Open(Text);
        packed.Fingerprint.ShouldBe(plain.Fingerprint);
    }

    [Fact]
    public void Control_characters_of_names_and_cells_are_never_shown()
    {
        const string Wild = "a\u001b[31m\u0007\u009b\u2028!";
        using (var kept = Open($"{Wild},x\n1,1\n2,2\n")) kept.Info.Encoding!.Columns[0].Name.ShouldBe(Wild);
        var messages = new[]
        {
            Should.Throw<DataException>(() => Open($"x,y\n1,1\n2,{Wild}\n3,3\n")).Message,
            Should.Throw<DataException>(() => Open($"{Wild},y\n1,1\n2,2\nz,3\n")).Message,
            Note($"{Wild},y\n1,1\n1,2\n"),
            Note($"x,y\n1,1\n1,{Wild}\n", new() { MissingMarks = [Wild] }),
        };
        foreach (var message in messages) message.ShouldContain("a?[31m???!");
    }

    public void Dispose() => folder.Dispose();

    private string Note(string text, TableOptions? table = null)
    {
        using var data = Open(text, table);
        return data.Info.Note;
    }

    private IDataset Open(string text, TableOptions? table = null)
    {
        folder.Write("t.csv", Encoding.UTF8.GetBytes(text));
        return Datasets.Open(folder["t.csv"], new DataOptions { ValidationCount = 0, Table = table ?? new() });
    }
}
