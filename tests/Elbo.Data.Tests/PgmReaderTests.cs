using System.Text;
using Elbo.Testing;
using Elbo.Torch.Tests.IO;

namespace Elbo.Data.Tests;

[NoLeak]
public sealed class PgmReaderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Grey_and_colour_images_with_comments_are_decoded()
    {
        // The first sample looks like a blank.
        var grey = PgmReader.Decode(File("P5 # made by hand\n3\t2\n255\n", [32, 1, 2, 3, 4, 255]), "x");
        (grey.Width, grey.Height, grey.Channels).ShouldBe((3, 2, 1));
        grey.Pixels.ShouldBe([32, 1, 2, 3, 4, 255]);
        PgmReader.Decode(File("P6 2 1 15\n", [0, 5, 15, 1, 2, 3]), "x").Pixels.ShouldBe([0, 17, 85, 34, 255, 51]);
    }

    [Fact]
    public void What_is_wrong_is_said_in_one_line()
    {
        Message(File("P2 1 1 255\n", [1])).ShouldBe("x: not a binary PGM or PPM: it does not begin with P5 or P6");
        Message(File("P5 3 2 255\n", [1, 2])).ShouldBe("x: 6 bytes for 3 by 2 pixels are expected, 2 follow the header");
        Message(File("P5 3 2 255\n", new byte[7])).ShouldContain("7 follow");
        Message(File("P5 3 2", [])).ShouldContain("no width, height");
        Message(File("P5 3 0 255\n", [])).ShouldContain("3 by 0 pixels");
        Message(File("P5 99999999999 2 255\n", [])).ShouldContain("too large");
        Message(File("P5 60000 60000 255\n", [])).ShouldContain("60000 by 60000 pixels");
        Message(File("P5 1 1 65535\n", [1, 2])).ShouldContain("samples up to 65535");
        Message(File("P5 1 1 15\n", [16])).ShouldBe("x: a sample is 16, above the largest of 15");
    }

    [Fact]
    public void Damaged_pgms_load_or_are_refused() => Mutate(Mutation.Few);

    [Fact]
    [Trait("Category", "Long")]
    public void Many_damaged_pgms_load_or_are_refused() => Mutate(Mutation.Many);

    public void Dispose() => folder.Dispose();

    private void Mutate(int count) => Mutation.Run<DataException>(
        File("P5 12 10 255\n", IdxFile.Noise(120)), count, 11, folder["mutant"], path => PgmReader.Decode(System.IO.File.ReadAllBytes(path), path)).ShouldBeInRange(count / 4, count - 1);

    private static byte[] File(string header, byte[] samples) => [.. Encoding.ASCII.GetBytes(header), .. samples];

    private static string Message(byte[] file) => Should.Throw<DataException>(() => PgmReader.Decode(file, "x")).Message;
}
