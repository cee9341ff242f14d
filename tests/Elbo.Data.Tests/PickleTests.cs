using Elbo.Testing;
using Elbo.Torch.Tests.IO;

namespace Elbo.Data.Tests;

public sealed class PickleTests : IDisposable
{
    /// <summary>A few rows of 65,535 columns, the most that a changed number can ask for.</summary>
    private const long Bound = 16 << 20;

    private readonly TemporaryFolder folder = new();

    [Fact]
    public void An_array_has_its_numbers_row_after_row()
    {
        var (shape, values) = PickledArrays.Dense(PickleReader.Read(PickleFile.Dense([1, 0, -3, 4, 5, 70_000], 2, 3), "x"), "x");
        shape.ShouldBe([2, 3]);
        values.ShouldBe([1, 0, -3, 4, 5, 70_000]);
    }

    [Fact]
    public void A_matrix_of_compressed_rows_is_filled_with_zeros()
    {
        var (rows, columns, values) = PickledArrays.Sparse(PickleReader.Read(PickleFile.Sparse(3, 2, [0, 1, 1, 3], [1, 0, 1], [0.5f, 2, 3]), "x"), "x");
        (rows, columns).ShouldBe((3, 2));
        values.ShouldBe([0, 0.5f, 0, 0, 2, 3]);
    }

    [Fact]
    public void What_a_pickle_names_is_written_down_and_never_called()
    {
        var made = PickleReader.Read(PickleFile.Whole([.. PickleFile.Global("os", "system"), .. PickleFile.Text("true"), 0x85, (byte)'R']), "x").ShouldBeOfType<PickledObject>();
        (made.Name, made.Arguments[0]).ShouldBe(("os system", "true"));
        Should.Throw<DataException>(() => PickledArrays.Dense(made, "x")).Message.ShouldBe("x: not the pickle of an array in rows");
    }

    [Theory]
    [InlineData(new byte[] { 0x80, 2 }, "x: cut: it ends at byte 2, in the middle of a pickle")]
    [InlineData(new byte[] { (byte)'T', 255, 255, 255, 127, 1 }, "x: cut: it ends at byte 6, in the middle of a pickle")]
    [InlineData(new byte[] { (byte)'z', (byte)'.' }, "x: byte 0: not a pickle of arrays: an instruction 'z' (0x7a) that is not known")]
    [InlineData(new byte[] { (byte)'e', (byte)'.' }, "x: byte 1: not a pickle of arrays: a part without a beginning")]
    [InlineData(new byte[] { (byte)'h', 3, (byte)'.' }, "x: byte 2: not a pickle of arrays: a place that nothing was put in")]
    [InlineData(new byte[] { (byte)'}', (byte)'(', (byte)']', (byte)'N', (byte)'u', (byte)'.' }, "x: byte 5: not a pickle of arrays: a key that is neither number nor text")]
    public void What_is_no_such_pickle_is_refused_with_its_place(byte[] bytes, string says) =>
        Should.Throw<DataException>(() => PickleReader.Read(bytes, "x")).Message.ShouldBe(says);

    [Theory]
    [InlineData(3, 2, new[] { 0, 1, 1 }, new[] { 1, 0, 1 }, "x: a matrix of 3 rows whose parts do not fit")]
    [InlineData(2, 2, new[] { 0, 3, 3 }, new[] { 1, 2, 1 }, "x: row 0 has a column 2 of 2")]
    [InlineData(3, 2, new[] { 0, 2, 1, 3 }, new[] { 1, 1, 1 }, "x: row 1 is from entry 2 to 1 of 3")]
    [InlineData(2, 2, new[] { 0, 4, 3 }, new[] { 1, 1, 1 }, "x: row 0 is from entry 0 to 4 of 3")]
    public void A_matrix_whose_indices_are_outside_is_refused(int rows, int columns, int[] starts, int[] indices, string says) =>
        Should.Throw<DataException>(() => PickledArrays.Sparse(PickleReader.Read(PickleFile.Sparse(rows, columns, starts, indices, [1, 1, 1]), "x"), "x")).Message.ShouldBe(says);

    [Fact]
    public void Damaged_pickles_are_read_or_refused() => Damaged(Mutation.Few);

    [Fact]
    [Trait("Category", "Long")]
    public void Many_damaged_pickles_are_read_or_refused() => Damaged(Mutation.Many);

    public void Dispose() => folder.Dispose();

    private void Damaged(int count)
    {
        Mutation.Run<DataException>(PickleFile.Dense([.. Enumerable.Range(0, 40)], 8, 5), count, 60, folder["dense"], path => PickledArrays.Dense(PickleReader.Read(File.ReadAllBytes(path), path), path), Bound).ShouldBeInRange(count / 10, count - 1);
        Mutation.Run<DataException>(PickleFile.Sparse(3, 9, [0, 1, 1, 3], [1, 0, 8], [0.5f, 2, 3]), count, 61, folder["sparse"], path => PickledArrays.Sparse(PickleReader.Read(File.ReadAllBytes(path), path), path), Bound).ShouldBeInRange(count / 10, count - 1);
        Mutation.Run<DataException>(PickleFile.Neighbours([1, 2], [0], [0, 3], [2]), count, 62, folder["graph"], path => PlanetoidFiles.Graph(path), Bound).ShouldBeInRange(count / 10, count - 1);
    }
}
