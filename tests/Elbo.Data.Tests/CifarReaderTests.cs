using Elbo.Testing;
using Elbo.Torch.Tests.IO;

namespace Elbo.Data.Tests;

[NoLeak]
public sealed class CifarReaderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly byte[] valid = [3, .. IdxFile.Noise(CifarReader.ImageBytes, 1), 9, .. IdxFile.Noise(CifarReader.ImageBytes, 2)];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Records_are_a_label_and_three_planes(bool gzip)
    {
        var images = CifarReader.Load(folder.Write("x.bin", gzip ? IdxFile.Gzip(valid) : valid));
        images.Labels.ShouldBe([3, 9]);
        images.Pixels.ShouldBe([.. IdxFile.Noise(CifarReader.ImageBytes, 1), .. IdxFile.Noise(CifarReader.ImageBytes, 2)]);
        images.Shape.ShouldBe([3, 32, 32]);
    }

    [Fact]
    public void Cut_records_and_impossible_labels_are_named()
    {
        Message(valid[..^1]).ShouldBe($"{folder["x.bin"]}: cut: record 2 has 3072 of 3073 bytes");
        valid[0] = 10;
        Message(valid).ShouldBe($"{folder["x.bin"]}: record 1 has label 10, expected 0 to 9");
        Message([]).ShouldBe($"{folder["x.bin"]}: no record");
        Message(IdxFile.Gzip(new byte[CifarReader.RecordBytes * 10_001])).ShouldBe($"{folder["x.bin"]}: more than the 10000 records of a batch");
    }

    [Fact]
    public void Damaged_batches_load_or_are_refused() => Mutate(Mutation.Few);

    [Fact]
    [Trait("Category", "Long")]
    public void Many_damaged_batches_load_or_are_refused() => Mutate(Mutation.Many);

    public void Dispose() => folder.Dispose();

    private void Mutate(int count)
    {
        void Read(string path) => CifarReader.Load(path);
        // Most edits of a plain batch fall on pixels.
        Mutation.Run<DataException>(valid, count, 13, folder["mutant"], Read).ShouldBeInRange(count / 4, count);
        Mutation.Run<DataException>(IdxFile.Gzip(valid), count, 14, folder["mutant.gz"], Read).ShouldBeInRange(count / 2, count);
    }

    private string Message(byte[] content) => Should.Throw<DataException>(() => CifarReader.Load(folder.Write("x.bin", content))).Message;
}
