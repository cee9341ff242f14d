using System.IO.Compression;
using System.Text;
using Elbo.Testing;
using Elbo.Torch.IO;

namespace Elbo.Torch.Tests.IO;

[NoLeak]
public sealed class NpyTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void A_saved_tensor_comes_back()
    {
        using var scope = TensorScope.Enter();
        Npy.Save(folder["a.npy"], Tensor.From<long>([1, -2, 3, 4, 5, 6], 3, 2));
        var back = Npy.Load(folder["a.npy"]);
        back.Shape.ToArray().ShouldBe([3, 2]);
        back.ToArray<long>().ShouldBe([1, -2, 3, 4, 5, 6]);
        new FileInfo(folder["a.npy"]).Length.ShouldBe(128 + 48);
    }

    [Theory]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }")]
    [InlineData("{\"shape\":(2,3),\"descr\":\"<f4\",\"fortran_order\":False}  \n")]
    public void The_header_dictionary_may_be_written_in_any_order(string header)
    {
        using var scope = TensorScope.Enter();
        Load(header, new float[6]).Shape.ToArray().ShouldBe([2, 3]);
    }

    [Fact]
    public void Column_major_data_is_transposed()
    {
        using var scope = TensorScope.Enter();
        var x = Load("{'descr': '<f4', 'fortran_order': True, 'shape': (2, 3, 2), }", [.. Enumerable.Range(0, 12).Select(i => (float)i)]);
        x.Shape.ToArray().ShouldBe([2, 3, 2]);
        x.IsContiguous.ShouldBeTrue();
        // Element [i, j, k] lies at i + 2 j + 6 k.
        x.ToArray<float>().ShouldBe([0, 6, 2, 8, 4, 10, 1, 7, 3, 9, 5, 11]);
    }

    [Fact]
    public void A_scalar_and_version_2_are_read()
    {
        using var scope = TensorScope.Enter();
        var header = Encoding.ASCII.GetBytes("{'descr': '|u1', 'fortran_order': False, 'shape': (), }");
        byte[] file = [0x93, .. "NUMPY"u8, 2, 0, .. BitConverter.GetBytes(header.Length), .. header, 42];
        var x = Npy.Load(folder.Write("s.npy", file));
        x.Rank.ShouldBe(0);
        x.ToArray<byte>().ShouldBe([42]);
    }

    [Theory]
    [InlineData(NpyError.UnsupportedDType, "{'descr': '>f4', 'fortran_order': False, 'shape': (1,), }")]
    [InlineData(NpyError.UnsupportedDType, "{'descr': '|O', 'fortran_order': False, 'shape': (1,), }")]
    [InlineData(NpyError.BadHeader, "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }")]
    [InlineData(NpyError.BadHeader, "{'descr': '<f4', 'fortran_order': False, 'shape': (1), }")]
    [InlineData(NpyError.BadHeader, "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (1,), }")]
    [InlineData(NpyError.BadHeader, "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'x': True}")]
    [InlineData(NpyError.BadHeader, "{'descr': '<f4', 'shape': (1,), }")]
    [InlineData(NpyError.BadHeader, "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), } x")]
    [InlineData(NpyError.BadShape, "{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }")]
    [InlineData(NpyError.BadShape, "{'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387904, 4), }")]
    [InlineData(NpyError.SizeMismatch, "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }")]
    [InlineData(NpyError.SizeMismatch, "{'descr': '<f4', 'fortran_order': False, 'shape': (0,), }")]
    public void A_wrong_header_gives_its_own_error(NpyError expected, string header)
    {
        using var scope = TensorScope.Enter();
        var error = Should.Throw<NpyException>(() => Load(header, new float[1]));
        error.Error.ShouldBe(expected, error.Message);
    }

    [Fact]
    public void Wrong_leading_bytes_give_their_own_errors()
    {
        Error([]).ShouldBe(NpyError.BadMagic);
        Error([0x93, .. "NUMPX"u8, 1, 0]).ShouldBe(NpyError.BadMagic);
        Error([0x93, .. "NUMPY"u8, 3, 0, 0, 0]).ShouldBe(NpyError.UnsupportedVersion);
        Error([0x93, .. "NUMPY"u8, 1, 0, 200, 0]).ShouldBe(NpyError.BadHeader);
        Error([0x93, .. "NUMPY"u8, 2, 0, 0xFF, 0xFF, 0xFF, 0xFF]).ShouldBe(NpyError.BadHeader);
    }

    [Fact]
    public void An_archive_gives_its_arrays_by_name_stored_or_deflated()
    {
        using var scope = TensorScope.Enter();
        var path = folder.Write("a.npz", Archive());
        var arrays = Npz.Load(path);
        arrays.Keys.ShouldBe(["x", "layer.w"]);
        arrays["x"].ToArray<float>().ShouldBe([1, 2, 3, 4]);
        arrays["layer.w"].Shape.ToArray().ShouldBe([2, 2]);
    }

    [Fact]
    public void A_flipped_bit_in_an_archive_is_noticed()
    {
        using var scope = TensorScope.Enter();
        var bytes = Archive();
        // The first entry is stored: local header of 30 bytes, name x.npy, npy header of 128, then the data.
        bytes[30 + 5 + 128 + 2] ^= 1;
        var path = folder.Write("a.npz", bytes);
        Should.Throw<NpyException>(() => Npz.Load(path)).Error.ShouldBe(NpyError.BadArchive);
    }

    public void Dispose() => folder.Dispose();

    internal byte[] Archive()
    {
        using var scope = TensorScope.Enter();
        Npy.Save(folder["x.npy"], Tensor.From<float>([1, 2, 3, 4], 2, 2));
        using var buffer = new MemoryStream();
        using (var zip = new ZipArchive(buffer, ZipArchiveMode.Create))
        {
            foreach (var (name, level) in new[] { ("x.npy", CompressionLevel.NoCompression), ("layer.w.npy", CompressionLevel.Optimal) })
            {
                using var entry = zip.CreateEntry(name, level).Open();
                entry.Write(File.ReadAllBytes(folder["x.npy"]));
            }
        }

        return buffer.ToArray();
    }

    private Tensor Load(string header, float[] data)
    {
        var text = Encoding.ASCII.GetBytes(header);
        byte[] file = [0x93, .. "NUMPY"u8, 1, 0, .. BitConverter.GetBytes((ushort)text.Length), .. text, .. data.SelectMany(BitConverter.GetBytes)];
        return Npy.Load(folder.Write("x.npy", file));
    }

    private NpyError Error(byte[] content)
    {
        var path = folder.Write("bytes.npy", content);
        return Should.Throw<NpyException>(() => Npy.Load(path)).Error;
    }
}
