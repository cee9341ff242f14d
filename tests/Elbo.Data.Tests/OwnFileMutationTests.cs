using System.Text;
using Elbo.Testing;
using Elbo.Torch;
using Elbo.Torch.IO;
using Elbo.Torch.Tests.IO;

namespace Elbo.Data.Tests;

/// <summary>Damaged files of a user's own: every one opens or is refused in one line.</summary>
[NoLeak]
public sealed class OwnFileMutationTests : IDisposable
{
    /// <summary>An image of 512 pixels for each byte of the file, in four bytes a pixel as it is decoded and three planes.</summary>
    private const long ImageBound = 16 << 20;

    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Damaged_tables_open_or_are_refused() => Tables(Mutation.Few);

    [Fact]
    [Trait("Category", "Long")]
    public void Many_damaged_tables_open_or_are_refused() => Tables(Mutation.Many);

    [Fact]
    public void Damaged_encodings_of_tables_open_or_are_refused() => Encodings(Mutation.Few);

    [Fact]
    [Trait("Category", "Long")]
    public void Many_damaged_encodings_of_tables_open_or_are_refused() => Encodings(Mutation.Many);

    [Fact]
    public void Damaged_schemas_open_or_are_refused() => Schemas(Mutation.Few);

    [Fact]
    [Trait("Category", "Long")]
    public void Many_damaged_schemas_open_or_are_refused() => Schemas(Mutation.Many);

    [Fact]
    public void Damaged_jpeg_files_open_or_are_refused() => Jpeg(Mutation.Few);

    [Fact]
    [Trait("Category", "Long")]
    public void Many_damaged_jpeg_files_open_or_are_refused() => Jpeg(Mutation.Many);

    [Fact]
    public void Damaged_arrays_open_as_data_or_are_refused() => Arrays(Mutation.Few);

    [Fact]
    [Trait("Category", "Long")]
    public void Many_damaged_arrays_open_as_data_or_are_refused() => Arrays(Mutation.Many);

    [Fact]
    public void The_headers_of_damaged_images_are_read_or_refused() => Headers(Mutation.Few);

    [Fact]
    [Trait("Category", "Long")]
    public void The_headers_of_many_damaged_images_are_read_or_refused() => Headers(Mutation.Many);

    public void Dispose() => folder.Dispose();

    private static byte[] Table()
    {
        var text = new StringBuilder("height,colour,note,kind\r\n");
        for (var i = 0; i < 40; i++) text.Append($"{i * 1.25:0.00},{(i % 3 == 0 ? "red" : i % 5 == 0 ? "" : "blue")},\"a \"\"b\"\", {i % 4}\",{i % 2}\n");
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static void Open(string path, DataOptions? options = null)
    {
        using var data = Datasets.Open(path, options);
        using var scope = TensorScope.Enter();
        data.Draw(Split.Train, [0]);
    }

    private void Tables(int count)
    {
        Mutation.Run<DataException>(Table(), count, 30, folder["mutant.csv"], path => Open(path)).ShouldBeInRange(count / 10, count - 1);
        Mutation.Run<DataException>(Table(), count, 31, folder["named.csv"], path => Open(path, new()
        {
            Table = new() { Label = "kind", Numeric = ["height"], Categorical = ["colour"], Ignore = ["note"], TestCount = 5 },
        })).ShouldBeInRange(count / 10, count - 1);
    }

    private void Encodings(int count)
    {
        TableEncoding encoding;
        var table = folder.Write("table.csv", Table());
        using (var data = Datasets.Open(table)) encoding = data.Info.Encoding!;
        Mutation.Run<DataException>(Encoding.UTF8.GetBytes(encoding.ToText()), count, 32, folder["table.json"], path => TableEncoding.Read(path)).ShouldBeInRange(count / 4, count - 1);
        // What is accepted is also fit for use on the table, or the table is refused.
        Mutation.Run<DataException>(Encoding.UTF8.GetBytes(encoding.ToText()), count, 33, folder["t"], path =>
        {
            try
            {
                var read = TableEncoding.Read(path);
                read.Decode(new float[read.Width]);
                Open(table, new() { Table = new() { Encoding = read } });
            }
            catch (DataException e) when (e.Message.StartsWith(table, StringComparison.Ordinal))
            {
            }
        });
    }

    private void Schemas(int count)
    {
        DataSchema schema;
        using (var data = Datasets.Open(folder.Write("table.csv", Table()))) schema = DataSchema.Of(data) with { Vocabulary = ["a", "the"], SampleRate = 8000 };
        Mutation.Run<DataException>(Encoding.UTF8.GetBytes(schema.ToText()), count, 38, folder["schema.json"], path => _ = DataSchema.Read(path).Shape).ShouldBeInRange(count / 4, count - 1);
    }

    private void Jpeg(int count)
    {
        foreach (var (name, valid) in new[]
        {
            ("baseline.jpg", JpegFile.Build(24, 18, [.. Enumerable.Range(0, 24 * 18 * 3).Select(i => (byte)(i * 7))], quality: 80)),
            ("progressive.jpg", JpegFile.OfBlocks(3, [.. Enumerable.Range(0, 18).Select(i => (byte)(i * 13))], 3, isProgressive: true, orientation: 6)),
        })
            Mutation.Run<DataException>(valid, count, 34, folder[name], path => ImageFile.Load(path), ImageBound).ShouldBeInRange(count / 10, count - 1);
    }

    private void Arrays(int count)
    {
        using (TensorScope.Enter()) Npy.Save(folder["valid"], Tensor.From(Enumerable.Range(0, 60).Select(i => i * 0.5f).ToArray(), 12, 5));
        Mutation.Run<DataException>(File.ReadAllBytes(folder["valid"]), count, 35, folder["mutant.npy"], path => Open(path)).ShouldBeInRange(count / 4, count - 1);
    }

    private void Headers(int count)
    {
        Mutation.Run<DataException>(PngFile.Build(9, 7, 8, 2, [.. Enumerable.Repeat(50, 189)]), count, 36, folder["header.png"], path => ImageFile.Measure(path)).ShouldBeInRange(count / 10, count - 1);
        Mutation.Run<DataException>([.. "P5 # made\n9 7 255\n"u8, .. new byte[63]], count, 37, folder["header.pgm"], path => ImageFile.Measure(path)).ShouldBeInRange(count / 10, count - 1);
    }
}
