using Elbo.Testing;
using Elbo.Torch;
using Elbo.Torch.Tests.IO;

namespace Elbo.Data.Tests;

[NoLeak]
public sealed class IdxReaderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly byte[] valid = IdxFile.Build(IdxFile.Noise(4 * 6), 4, 2, 3);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Plain_and_gzip_files_give_shape_and_bytes_whatever_their_name(bool gzip)
    {
        using var scope = TensorScope.Enter();
        var x = IdxReader.Load(folder.Write("images", gzip ? IdxFile.Gzip(valid) : valid));
        x.DType.ShouldBe(DType.U8);
        x.Shape.ToArray().ShouldBe([4, 2, 3]);
        x.ToArray<byte>().ShouldBe(valid[16..]);
    }

    [Fact]
    public void A_file_that_is_none_is_refused_with_the_kinds_that_are_read()
    {
        valid[2] = 0x0D;
        Message(valid).ShouldStartWith($"{folder["x"]}: not an idx file of bytes (it begins with 0x00000D03, not 0x000008). Tables (.csv");
        Message([1]).ShouldContain("too short for an idx file. Tables (.csv");
        Message([]).ShouldContain("too short for an idx file. Tables (.csv");
        Message(valid[..10]).ShouldNotBeEmpty();
    }

    [Fact]
    public void A_cut_plain_file_says_what_was_expected_and_found() =>
        Message(valid[..^5]).ShouldBe($"{folder["x"]}: cut: 24 bytes for [4, 2, 3] are expected, the file cannot hold more than 19");

    [Fact]
    public void Bytes_after_the_data_are_refused()
    {
        var message = $"{folder["x"]}: 24 bytes for [4, 2, 3] are expected, the file goes on after them";
        Message([.. valid, 0]).ShouldBe(message);
        Message(IdxFile.Gzip([.. valid, 0])).ShouldBe(message);
    }

    [Fact]
    public void A_gzip_file_cut_anywhere_is_refused()
    {
        using var scope = TensorScope.Enter();
        var gzip = IdxFile.Gzip(valid);
        for (var length = 0; length < gzip.Length; length++)
        {
            var message = Message(gzip[..length]);
            message.ShouldStartWith(folder["x"]);
            message.ShouldNotContain("\n");
        }
    }

    [Fact]
    public void A_dimension_is_not_believed()
    {
        Message(IdxFile.Build([1, 2, 3], int.MaxValue)).ShouldContain("cut");
        Message(IdxFile.Build([1, 2, 3], -1, -1, -1, -1)).ShouldContain("are more than");
        Message(IdxFile.Gzip(IdxFile.Build([1, 2, 3], int.MaxValue))).ShouldContain("cut");
    }

    [Fact]
    public void A_missing_file_is_one_line() =>
        Should.Throw<DataException>(() => IdxReader.Load(folder["none"])).Message.ShouldBe($"{folder["none"]}: no such file");

    [Fact]
    public void Damaged_idx_files_load_or_are_refused() => Mutate(Mutation.Few);

    [Fact]
    [Trait("Category", "Long")]
    public void Many_damaged_idx_files_load_or_are_refused() => Mutate(Mutation.Many);

    public void Dispose() => folder.Dispose();

    private void Mutate(int count)
    {
        void Read(string path)
        {
            using var scope = TensorScope.Enter();
            IdxReader.Load(path);
        }

        // Half of all edits may fall on pixels of a plain file, which nothing can notice.
        Mutation.Run<DataException>(valid, count, 4, folder["mutant"], Read).ShouldBeInRange(count / 3, count - 1);
        Mutation.Run<DataException>(IdxFile.Gzip(valid), count, 5, folder["mutant.gz"], Read).ShouldBeInRange(count / 2, count);
    }

    private string Message(byte[] content)
    {
        using var scope = TensorScope.Enter();
        var path = folder.Write("x", content);
        return Should.Throw<DataException>(() => IdxReader.Load(path)).Message;
    }
}
