using Elbo.Testing;
using Elbo.Torch.Tests.IO;

namespace Elbo.Data.Tests;

[NoLeak]
public sealed class MatReaderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Arrays_are_found_by_name_in_either_packing_and_byte_order(bool compressed, bool bigEndian)
    {
        var file = MatFile.Build(
            compressed, bigEndian,
            MatFile.Array("cells", 1, 2, [1, 1], [1], bigEndian),
            MatFile.Array("a", 9, 2, [2, 3], [1, 2, 3, 4, 5, 255], bigEndian),
            MatFile.Array("d", 6, 9, [1, 2], MatFile.Doubles(bigEndian, 0.25, 1), bigEndian),
            // MATLAB stores doubles that are small whole numbers as bytes.
            MatFile.Array("s", 6, 2, [1, 3], [7, 8, 9], bigEndian));
        var arrays = MatReader.Load(folder.Write("x.mat", file), "a", "d", "s");
        arrays["a"].Shape.ShouldBe([2, 3]);
        arrays["a"].ToBytes("a").ShouldBe([1, 2, 3, 4, 5, 255]);
        arrays["d"].ToBytes("d", 255).ShouldBe([64, 255]);
        Enumerable.Range(0, 3).Select(arrays["s"].At).ShouldBe([7, 8, 9]);
    }

    [Fact]
    public void Every_stored_type_keeps_its_values()
    {
        byte[] Type(int type, byte[] data) => MatFile.Array($"t{type}", 6, type, [1, 1], data);
        var path = folder.Write("x.mat", MatFile.Build(
            false, false, Type(1, [0xFE]), Type(3, [0xFE, 0xFF]), Type(4, [1, 2]), Type(5, [0xFE, 0xFF, 0xFF, 0xFF]), Type(6, [1, 0, 0, 1]), Type(7, BitConverter.GetBytes(1.5f)),
            Type(12, BitConverter.GetBytes(-5L)), Type(13, BitConverter.GetBytes(5UL))));
        var names = new[] { "t1", "t3", "t4", "t5", "t6", "t7", "t12", "t13" };
        var arrays = MatReader.Load(path, names);
        names.Select(n => arrays[n].At(0)).ShouldBe([-2, -2, 513, -2, 16777217, 1.5, -5, 5]);
        Should.Throw<DataException>(() => arrays["t3"].ToBytes("what")).Message.ShouldBe("what: the value -2 is outside 0 … 255");
    }

    [Fact]
    public void What_is_wrong_is_said_in_one_line()
    {
        var array = MatFile.Array("a", 9, 2, [2, 3], [1, 2, 3, 4, 5, 6]);
        Message(MatFile.Build(false, false, array), "b").ShouldBe($"{folder["x.mat"]}: has no numeric array 'b'");
        Message([]).ShouldBe($"{folder["x.mat"]}: not a MATLAB 5 file: it ends in its header");
        Message(new byte[200]).ShouldContain("no byte order");
        Message([.. "MATLAB 7.3 MAT-file"u8, .. new byte[200]]).ShouldContain("save it with -v7");
        Message(MatFile.Build(false, false, array)[..^1]).ShouldContain("cut: an element of");
        Message(MatFile.Build(true, false, array)[..^3]).ShouldContain("cut");
        Message(MatFile.Build(false, false, MatFile.Array("a", 9, 2, [2, 4], [1, 2, 3, 4, 5, 6]))).ShouldBe($"{folder["x.mat"]}: damaged: 'a' has 6 bytes of data for [2, 4]");
        Message(MatFile.Build(true, false, MatFile.Array("a", 9, 2, [int.MaxValue, 2], [1, 2]))).ShouldContain("larger than the file can hold");
        Message(MatFile.Build(true, false, MatFile.Array("a", 9, 2, [-1, 2], [1, 2]))).ShouldContain("negative dimension");
        Message(MatFile.Build(false, false, array, array)).ShouldBe($"{folder["x.mat"]}: damaged: 'a' occurs twice");
    }

    [Fact]
    public void Damaged_mat_files_load_or_are_refused() => Mutate(Mutation.Few);

    [Fact]
    [Trait("Category", "Long")]
    public void Many_damaged_mat_files_load_or_are_refused() => Mutate(Mutation.Many);

    public void Dispose() => folder.Dispose();

    private void Mutate(int count)
    {
        foreach (var compressed in new[] { false, true })
        {
            var valid = MatFile.Build(compressed, false, MatFile.Array("a", 9, 2, [20, 30], IdxFile.Noise(600)), MatFile.Array("d", 6, 9, [1, 2], MatFile.Doubles(false, 0.25, 1)));
            // A third of all edits fall on the description at the head or on elements, which nothing need notice.
            Mutation.Run<DataException>(valid, count, 10, folder["mutant"], path => MatReader.Load(path, "a", "d")).ShouldBeInRange(count / 4, count - 1);
        }
    }

    private string Message(byte[] content, string name = "a") => Should.Throw<DataException>(() => MatReader.Load(folder.Write("x.mat", content), name)).Message;
}
