using Elbo.Testing;
using Elbo.Torch;
using Elbo.Torch.IO;
using Elbo.Torch.Tests.IO;

namespace Elbo.Data.Tests;

/// <summary>Tables in Parquet files and the forms in which tables are written.</summary>
[NoLeak]
public sealed class ParquetTests : IDisposable
{
    /// <summary>Parquet.Net believes the size that a page claims, which is at most 2 GiB, and has pools beside it.</summary>
    private const long Bound = (2L << 30) + (64 << 20);

    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData("csv")]
    [InlineData("parquet")]
    public void A_table_that_is_written_is_the_table_that_is_read(string ending)
    {
        using var scope = TensorScope.Enter();
        var path = folder[$"t.{ending}"];
        new OutputTable([new("kind", ["a", "b, \"c\"", null, "a"]), new("n", [1L, -2, 3, 1L << 40]), new("x", [0.1, double.NaN, -2.5e-7, 3]), new("when", ["2024-02-29", "2024-03-01", "2024-03-02", "2024-03-03"])]).Save(path);
        using var data = Datasets.Open(path, new DataOptions { ValidationCount = 0, Table = new() { Standardise = false } });
        data.Info.Encoding!.Names.ShouldBe(["kind=a", "kind=b, \"c\"", "kind missing", "n", "x", "x missing", "when", "when season sin", "when season cos"]);
        data.Draw(Split.Train, [0]).X.ToArray<float>()[..7].ShouldBe([1, 0, 0, 1, 0.1f, 0, 19782]);
        data.Draw(Split.Train, [1]).X.ToArray<float>()[..4].ShouldBe([0, 1, 0, -2]);
        data.Draw(Split.Train, [2]).X.ToArray<float>()[..5].ShouldBe([0, 0, 1, 3, -2.5e-7f]);
        data.Draw(Split.Train, [3]).X.ToArray<float>()[3].ShouldBe(1L << 40);
        data.Info.Note.ShouldContain("2 missing cells filled");
    }

    [Fact]
    public void Numbers_are_written_as_an_array_and_texts_are_not()
    {
        using var scope = TensorScope.Enter();
        new OutputTable([new("n", [1L, 2]), new("x", [0.5, 7])]).Save(folder["t.npy"]);
        var array = Npy.Load(folder["t.npy"]);
        array.Shape.ToArray().ShouldBe([2, 2]);
        array.ToArray<double>().ShouldBe([1, 0.5, 2, 7]);
        Should.Throw<ArgumentException>(() => new OutputTable([new("k", ["a"])]).Save(folder["k.npy"])).Message.ShouldContain("column 'k' holds texts, which .npy does not");
        Should.Throw<ArgumentException>(() => new OutputTable([new("n", [1L])]).Save(folder["t.xlsx"])).Message.ShouldContain("must end in .csv, .parquet or .npy");
        Directory.GetFiles(folder["."]).Select(Path.GetFileName).ShouldBe(["t.npy"]);
    }

    /// <summary>DuckDB wrote these: every type of column that a data frame has, the index that pandas adds, a list.</summary>
    [Theory]
    [InlineData("snappy")]
    [InlineData("zstd")]
    [InlineData("gzip")]
    [InlineData("none")]
    public void A_table_of_another_program_is_read(string compression)
    {
        using var scope = TensorScope.Enter();
        using var data = Datasets.Open(Fixture($"frame-{compression}.parquet"), new DataOptions { ValidationCount = 0, Table = new() { Standardise = false, Label = "label" } });
        data.Info.Encoding!.Columns.Select(c => (c.Name, c.Kind)).ShouldBe([
            ("f8", ColumnKind.Numeric), ("f4", ColumnKind.Numeric), ("i8", ColumnKind.Numeric), ("i4", ColumnKind.Numeric), ("i2", ColumnKind.Numeric), ("i1", ColumnKind.Numeric), ("u1", ColumnKind.Numeric),
            ("u2", ColumnKind.Numeric), ("u4", ColumnKind.Numeric), ("u8", ColumnKind.Numeric), ("nullable", ColumnKind.Numeric), ("decimals", ColumnKind.Numeric), ("truth", ColumnKind.Categorical), ("text", ColumnKind.Categorical),
            ("category", ColumnKind.Categorical), ("day", ColumnKind.Date), ("moment", ColumnKind.Time)]);
        data.Info.ClassNames.ShouldBe(["no", "yes"]);
        data.Info.Note.ShouldContain("column 'list' holds no plain values and is left out");
        data.Info.Note.ShouldContain("left out as the index of rows");
        data.Count(Split.Train).ShouldBe(7);
        var x = data.Draw(Split.Train, [0, 1, 2, 3, 4, 5, 6]).X.To(DType.F64);
        var names = data.Info.Encoding.Names.ToList();
        double[] Column(string name) => x.Select(1, names.IndexOf(name)).ToArray<double>();
        for (var i = 0; i < 7; i++)
        {
            foreach (var name in new[] { "f8", "f4", "i8", "i4", "i2", "i1" }) Column(name)[i].ShouldBe(i - 3 + (name[0] == 'f' ? 0.5 : 0), name);
            foreach (var name in new[] { "u1", "u2", "u4", "u8" }) Column(name)[i].ShouldBe(i * 2, name);
            Column("nullable missing")[i].ShouldBe(i == 2 ? 1 : 0);
            Column("decimals")[i].ShouldBe(i * 0.25);
            Column("truth=true")[i].ShouldBe(i % 2 == 0 ? 1 : 0);
            Column("text=t1")[i].ShouldBe(i % 3 == 1 ? 1 : 0);
            Column("category=c0")[i].ShouldBe(i % 2 == 0 ? 1 : 0);
            (Column("day")[i] - Column("day")[0]).ShouldBe(i, 0.01); // F32 holds these days to 1/512
            (Column("moment")[i] - Column("moment")[0]).ShouldBe(i * 1.25, 0.01);
        }

        data.Draw(Split.Train, [0, 1, 2]).Labels!.ToArray<long>().ShouldBe([1, 0, 1]);
    }

    [Fact]
    public void All_groups_of_rows_are_read()
    {
        using var scope = TensorScope.Enter();
        using var data = Datasets.Open(Fixture("groups.parquet"), new DataOptions { ValidationCount = 0, Table = new() { Standardise = false } });
        data.Count(Split.Train).ShouldBe(5000);
        data.Draw(Split.Train, [0, 2047, 2048, 4999]).X.Select(1, 0).ToArray<float>().ShouldBe([0, 23.5f, 24, 499.5f]);
    }

    [Fact]
    public void An_odd_cell_names_its_row()
    {
        new OutputTable([new("x", ["1", "2", "odd", "4"])]).Save(folder["t.parquet"]);
        Should.Throw<DataException>(() => Datasets.Open(folder["t.parquet"])).Message.ShouldStartWith($"{folder["t.parquet"]}: row 3, column 'x': 'odd' is not a number");
    }

    [Fact]
    public void Damaged_parquet_files_open_or_are_refused() => Damaged(Mutation.Few);

    [Fact]
    [Trait("Category", "Long")]
    public void Many_damaged_parquet_files_open_or_are_refused() => Damaged(Mutation.Many);

    public void Dispose() => folder.Dispose();

    private static string Fixture(string name) => Path.Combine(Repository.Root, "tests", "fixtures", "parquet", name);

    private void Damaged(int count)
    {
        new OutputTable([new("kind", [.. Enumerable.Range(0, 40).Select(i => i % 3 == 0 ? null : $"k{i % 4}")]), new("n", [.. Enumerable.Range(0, 40).Select(i => (long)i)]), new("x", [.. Enumerable.Range(0, 40).Select(i => i * 0.5)])]).Save(folder["valid.parquet"]);
        foreach (var (seed, file) in new[] { (50, folder["valid.parquet"]), (51, Fixture("frame-snappy.parquet")) })
        {
            Mutation.Run<DataException>(File.ReadAllBytes(file), count, seed, folder["mutant.parquet"], path =>
            {
                using var data = Datasets.Open(path);
                using var scope = TensorScope.Enter();
                data.Draw(Split.Train, [0]);
            }, Bound).ShouldBeInRange(count / 4, count - 1);
        }
    }
}
