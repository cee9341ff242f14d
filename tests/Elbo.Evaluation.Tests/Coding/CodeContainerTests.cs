using System.Buffers.Binary;
using Elbo.Data;
using Elbo.Evaluation.Coding;
using Elbo.Testing;
using Elbo.Torch.IO;

namespace Elbo.Evaluation.Tests.Coding;

[NoLeak]
public sealed class CodeContainerTests : IDisposable
{
    private readonly string file = Path.Combine(Path.GetTempPath(), $"elbo-{Guid.NewGuid():N}.elbo");
    private readonly ToyCodeModel model = ToyCodeModel.Pixel();

    public void Dispose()
    {
        File.Delete(file);
        model.Dispose();
    }

    [Fact]
    public void A_file_gives_back_every_field()
    {
        var one = new CodeContainer
        {
            ModelHash = [.. Enumerable.Range(0, 32).Select(k => (byte)k)],
            CodesCrc = 0xFEDCBA98,
            Examples = 3,
            Rows = 250,
            Threads = 2,
            ExampleShape = [3, 128, 1],
            CodeShape = [32, 300],
            FactorLevels = [10, 1, 70_000],
            Names = ["a.png", "deep/er/b c.jpg", "ü.pgm"],
            Message = [1, 2, 3],
        };
        one.Save(file);
        var two = (CodeContainer)ElboContainerReader.Read(file);
        two.ModelHash.ShouldBe(one.ModelHash);
        (two.CodesCrc, two.Examples, two.Rows, two.Threads).ShouldBe((one.CodesCrc, one.Examples, one.Rows, one.Threads));
        two.ExampleShape.ShouldBe(one.ExampleShape);
        two.CodeShape.ShouldBe(one.CodeShape);
        two.FactorLevels.ShouldBe(one.FactorLevels);
        two.Names.ShouldBe(one.Names);
        two.Message.ShouldBe(one.Message);
        two.ToBytes().ShouldBe(File.ReadAllBytes(file));
    }

    [Fact]
    public void A_file_cut_anywhere_is_refused_in_one_line()
    {
        var valid = Valid();
        for (var length = 0; length < valid.Length; length++)
        {
            var failure = Should.Throw<CodeContainerException>(() => ElboContainerReader.Parse(valid.AsSpan(0, length), "cut.elbo"));
            failure.Message.ShouldStartWith("cut.elbo: ");
            failure.Message.ShouldNotContain('\n');
        }
    }

    [Fact]
    public void A_changed_byte_anywhere_is_noticed()
    {
        var valid = Valid();
        for (var at = 0; at < valid.Length; at++)
        {
            var bytes = valid.ToArray();
            bytes[at] ^= 0x41;
            Should.Throw<CodeContainerException>(() => ElboContainerReader.Parse(bytes, "a.elbo"));
        }
        Should.Throw<CodeContainerException>(() => ElboContainerReader.Parse([.. valid, 0], "a.elbo")).Message.ShouldContain("check sum");
    }

    [Fact]
    public void Other_files_and_newer_ones_are_told_apart()
    {
        Should.Throw<CodeContainerException>(() => ElboContainerReader.Read(file)).Message.ShouldBe($"{file}: no such file");
        Should.Throw<CodeContainerException>(() => ElboContainerReader.Parse("\x89PNG\r\n\x1a\n1234567890"u8, "a.png")).Message.ShouldBe("a.png: no .elbo file: it begins otherwise");
        Should.Throw<CodeContainerException>(() => ElboContainerReader.Parse([], "a.elbo")).Message.ShouldContain("no .elbo file");
        var newer = Valid();
        newer[8].ShouldBe((byte)CodeContainer.Format);
        newer[8] = ElboContainer.LastFormat + 1;
        // A later format may end otherwise: its check sum is not looked at.
        Should.Throw<CodeContainerException>(() => ElboContainerReader.Parse(newer, "a.elbo")).Message.ShouldBe("a.elbo: format 3, written by a newer version of elbo; this one reads up to 2");
    }

    [Theory]
    [InlineData("../b.png")]
    [InlineData("/etc/b.png")]
    [InlineData("a/../../b.png")]
    [InlineData("a//b.png")]
    [InlineData("b\n.png")]
    [InlineData("a\\b.png")]
    [InlineData("")]
    public void A_name_that_leads_elsewhere_is_neither_written_nor_read(string name)
    {
        var container = ((CodeContainer)ElboContainerReader.Parse(Valid(), "a.elbo")) with { Names = [name], Examples = 1 };
        Should.Throw<IOException>(container.ToBytes).Message.ShouldContain(name);
        // The same length, with what is wrong put in afterwards.
        if (name.Length == 0) return;
        var deflated = Deflate(name + "\0");
        Should.Throw<CodeContainerException>(() => ImageNames.Inflate(deflated, 1, "a.elbo")).Message.ShouldContain("leads elsewhere");
    }

    [Fact]
    public void Few_bytes_that_claim_many_names_take_no_memory()
    {
        var deflated = Deflate(new string('a', 50_000_000));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Should.Throw<CodeContainerException>(() => ImageNames.Inflate(deflated, 5, "a.elbo"));
        Should.Throw<CodeContainerException>(() => ImageNames.Inflate(Deflate(string.Concat(Enumerable.Repeat("a\0", 100))), 5, "a.elbo")).Message.ShouldContain("other names");
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1 << 20);
    }

    [Fact]
    public void Damaged_files_are_refused_and_never_crash() => Mutate(Mutation.Few);

    [Fact, Trait("Category", "Long")]
    public void Thousands_of_damaged_files_are_refused_and_never_crash() => Mutate(Mutation.Many);

    [Fact]
    public void Forged_files_with_a_fitting_check_sum_give_an_error_or_the_codes() => Forge(Mutation.Few);

    [Fact, Trait("Category", "Long")]
    public void Thousands_of_forged_files_give_an_error_or_the_codes() => Forge(Mutation.Many);

    private void Mutate(int count)
    {
        var compressor = new CodeCompressor(model, [1, 8, 8], [], ModelHash.Of("toy", model));
        var valid = Valid();
        // A mutant may be the file itself: what was spliced over it was the same.
        Mutation.Run<CodeContainerException>(valid, count, 1, file, path => compressor.Decompress(Codes(path), path)).ShouldBeGreaterThan(count * 9 / 10);
    }

    private void Forge(int count)
    {
        var compressor = new CodeCompressor(model, [1, 8, 8], [], ModelHash.Of("toy", model));
        var codes = compressor.Decompress((CodeContainer)ElboContainerReader.Parse(Valid(), "a.elbo"), "a.elbo").Codes;
        var valid = Valid();
        Mutation.Run<CodeContainerException>(valid[..^4], count, 2, file, path =>
        {
            var body = File.ReadAllBytes(path);
            var seal = new byte[4];
            BinaryPrimitives.WriteUInt32LittleEndian(seal, Crc32.Of(body));
            File.WriteAllBytes(path, [.. body, .. seal]);
            // Another CRC of the codes would have to be forged with them.
            compressor.Decompress(Codes(path), path).Codes.ShouldBe(codes);
        }, bound: 32 << 20).ShouldBeGreaterThan(count / 2);
    }

    // A mutant may be of another format.
    private static CodeContainer Codes(string path) => ElboContainerReader.Read(path) as CodeContainer ?? throw new CodeContainerException(path, "holds no codes");

    private byte[] Valid()
    {
        using var data = new RandomImages(5, 8);
        string[] names = [.. Enumerable.Range(0, 5).Select(k => $"images/{k}.png")];
        return new CodeCompressor(model, [1, 8, 8], [], ModelHash.Of("toy", model)).Compress(data, Split.Test, 5, names).File.ToBytes();
    }

    private static byte[] Deflate(string text)
    {
        using var bytes = new MemoryStream();
        using (var deflate = new System.IO.Compression.DeflateStream(bytes, System.IO.Compression.CompressionLevel.SmallestSize, leaveOpen: true))
            deflate.Write(System.Text.Encoding.UTF8.GetBytes(text));
        return bytes.ToArray();
    }
}
