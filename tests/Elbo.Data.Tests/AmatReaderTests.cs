using System.Text;
using Elbo.Testing;
using Elbo.Torch.Tests.IO;

namespace Elbo.Data.Tests;

[NoLeak]
public sealed class AmatReaderTests : IDisposable
{
    private const int Rows = 300;
    private const int Columns = 5;

    private readonly TemporaryFolder folder = new();
    private readonly byte[] bits = [.. IdxFile.Noise(Rows * Columns).Select(b => (byte)(b & 1))];
    private readonly byte[] valid;

    public AmatReaderTests() => valid = Encoding.ASCII.GetBytes(string.Concat(bits.Chunk(Columns).Select(row => string.Join(' ', row) + "\n")));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Ones_become_full_pixels_from_plain_and_gzip_files(bool gzip) =>
        AmatReader.Load(folder.Write("x", gzip ? IdxFile.Gzip(valid) : valid), Rows, Columns).ShouldBe(bits.Select(b => (byte)(b * 255)));

    [Fact]
    public void Another_character_is_named_with_row_and_column()
    {
        valid[(10 * 7) + 4] = (byte)'2';
        Message(valid).ShouldBe($"{folder["x"]}: row 8, column 3: expected 0 or 1 and a blank, found bytes 50 and 32");
        valid[(10 * 7) + 4] = (byte)'0';
        valid[9] = (byte)' ';
        Message(valid).ShouldBe($"{folder["x"]}: row 1, column 5: expected 0 or 1 and the line's end, found bytes {valid[8]} and 32");
    }

    [Fact]
    public void Missing_and_surplus_rows_are_refused()
    {
        Message(valid[..^1]).ShouldBe($"{folder["x"]}: cut: 300 rows of 5 digits are 3000 bytes, the file cannot hold more than 2999");
        Message(IdxFile.Gzip(valid[..^1])).ShouldBe($"{folder["x"]}: cut: 300 rows are expected, the data ends in row 300");
        Message([.. valid, (byte)'0']).ShouldContain("goes on after them");
        Message([]).ShouldContain("cut");
        Should.Throw<DataException>(() => AmatReader.Load(folder["none"], 1, 1)).Message.ShouldBe($"{folder["none"]}: no such file");
    }

    [Fact]
    public void Damaged_amat_files_load_or_are_refused() => Mutate(Mutation.Few);

    [Fact]
    [Trait("Category", "Long")]
    public void Many_damaged_amat_files_load_or_are_refused() => Mutate(Mutation.Many);

    public void Dispose() => folder.Dispose();

    private void Mutate(int count)
    {
        void Read(string path) => AmatReader.Load(path, Rows, Columns);
        // A digit for a digit is the only damage that nothing can notice.
        Mutation.Run<DataException>(valid, count, 6, folder["mutant"], Read).ShouldBeInRange(count / 2, count - 1);
        Mutation.Run<DataException>(IdxFile.Gzip(valid), count, 7, folder["mutant.gz"], Read).ShouldBeInRange(count / 2, count - 1);
    }

    private string Message(byte[] content) => Should.Throw<DataException>(() => AmatReader.Load(folder.Write("x", content), Rows, Columns)).Message;
}
