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

    /// <summary>Every element type of numpy that holds real numbers, in either order of bytes, in rows and in columns.</summary>
    [Theory]
    [InlineData("f2", DType.F32, "3C00 C100 7BFF", 1, -2.5, 65504)]
    [InlineData("f4", DType.F32, "3F800000 C0200000 7F7FFFFF", 1, -2.5, float.MaxValue)]
    [InlineData("f8", DType.F64, "3FF0000000000000 C004000000000000 7FEFFFFFFFFFFFFF", 1, -2.5, double.MaxValue)]
    [InlineData("i1", DType.I64, "01 FE 7F", 1, -2, 127)]
    [InlineData("i2", DType.I64, "0001 FFFE 7FFF", 1, -2, 32767)]
    [InlineData("i4", DType.I64, "00000001 FFFFFFFE 7FFFFFFF", 1, -2, int.MaxValue)]
    [InlineData("i8", DType.I64, "0000000000000001 FFFFFFFFFFFFFFFE 0020000000000000", 1, -2, 1L << 53)]
    [InlineData("u1", DType.U8, "01 80 FF", 1, 128, 255)]
    [InlineData("u2", DType.I64, "0001 8000 FFFF", 1, 32768, 65535)]
    [InlineData("u4", DType.I64, "00000001 80000000 FFFFFFFF", 1, 2147483648, uint.MaxValue)]
    [InlineData("u8", DType.I64, "0000000000000001 0000000080000000 0020000000000000", 1, 2147483648, 1L << 53)]
    [InlineData("b1", DType.Bool, "01 00 01", 1, 0, 1)]
    public void Every_element_type_is_read_in_either_order_of_bytes(string type, DType expected, string big, double first, double second, double third)
    {
        using var scope = TensorScope.Enter();
        var elements = big.Split(' ').Select(Convert.FromHexString).ToArray();
        foreach (var order in new[] { '<', '>', '|' })
        {
            byte[] Bytes(int i) => order == '>' ? elements[i] : [.. elements[i].Reverse()];
            var rows = Npy.Load(folder.Write("t.npy", Array($"{{'descr': '{order}{type}', 'fortran_order': False, 'shape': (3,), }}", [.. Bytes(0), .. Bytes(1), .. Bytes(2)])));
            rows.DType.ShouldBe(expected);
            rows.To(DType.F64).ToArray<double>().ShouldBe([first, second, third]);
            var columns = Npy.Load(folder.Write("t.npy", Array($"{{'descr': '{order}{type}', 'fortran_order': True, 'shape': (2, 2), }}", [.. Bytes(0), .. Bytes(1), .. Bytes(2), .. Bytes(0)])));
            columns.To(DType.F64).ToArray<double>().ShouldBe([first, third, second, first]);
        }
    }

    [Fact]
    public void An_array_longer_than_what_is_converted_at_once_is_read_whole()
    {
        using var scope = TensorScope.Enter();
        var bytes = new byte[300_000];
        for (var i = 0; i < bytes.Length / 2; i++) System.Buffers.Binary.BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2 * i), (ushort)(i % 65_521));
        var read = Npy.Load(folder.Write("t.npy", Array("{'descr': '>u2', 'fortran_order': False, 'shape': (150000,), }", bytes))).ToArray<long>();
        read.ShouldBe(Enumerable.Range(0, 150_000).Select(i => (long)(i % 65_521)));
    }

    [Fact]
    public void An_unsigned_number_that_no_signed_one_holds_is_refused()
    {
        using var scope = TensorScope.Enter();
        var path = folder.Write("t.npy", Array("{'descr': '<u8', 'fortran_order': False, 'shape': (1,), }", BitConverter.GetBytes(ulong.MaxValue)));
        Should.Throw<NpyException>(() => Npy.Load(path)).Message.ShouldBe($"{path}: 18446744073709551615 is more than an int64 holds");
    }

    [Theory]
    [InlineData(NpyError.UnsupportedDType, "{'descr': '<c8', 'fortran_order': False, 'shape': (1,), }")]
    [InlineData(NpyError.UnsupportedDType, "{'descr': '<<f4', 'fortran_order': False, 'shape': (1,), }")]
    [InlineData(NpyError.UnsupportedDType, "{'descr': '<f16', 'fortran_order': False, 'shape': (1,), }")]
    [InlineData(NpyError.UnsupportedDType, "{'descr': '<U3', 'fortran_order': False, 'shape': (1,), }")]
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

    private static byte[] Array(string header, byte[] data)
    {
        var text = Encoding.ASCII.GetBytes(header);
        return [0x93, .. "NUMPY"u8, 1, 0, .. BitConverter.GetBytes((ushort)text.Length), .. text, .. data];
    }
}
