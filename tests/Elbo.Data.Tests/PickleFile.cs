using System.Buffers.Binary;
using System.Text;

namespace Elbo.Data.Tests;

/// <summary>Builds pickles of protocol 2 as numpy, scipy and dictionaries of lists are written.</summary>
internal static class PickleFile
{
    public static byte[] Dense(int[] values, params int[] shape) => Whole(Array("i4", values.SelectMany(Bytes), shape));

    public static byte[] Sparse(int rows, int columns, int[] starts, int[] indices, float[] data) => Whole(
    [
        .. Global("scipy.sparse.csr", "csr_matrix"), (byte)')', 0x81, (byte)'}', (byte)'(',
        .. Text("_shape"), .. Tuple(rows, columns),
        .. Text("indptr"), .. Array("i4", starts.SelectMany(Bytes), starts.Length),
        .. Text("indices"), .. Array("i4", indices.SelectMany(Bytes), indices.Length),
        .. Text("data"), .. Array("f4", data.SelectMany(v => BitConverter.GetBytes(v)), data.Length),
        (byte)'u', (byte)'b',
    ]);

    public static byte[] Neighbours(params int[][] lists) => Whole(
    [
        .. Global("collections", "defaultdict"), .. Global("__builtin__", "list"), 0x85, (byte)'R', (byte)'q', 1, (byte)'(',
        .. lists.SelectMany((list, node) => (byte[])[.. Number(node), (byte)']', (byte)'(', .. list.SelectMany(Number), (byte)'e']),
        (byte)'u',
    ]);

    public static byte[] Whole(IEnumerable<byte> parts) => [0x80, 2, .. parts, (byte)'.'];

    public static byte[] Global(string module, string name) => [(byte)'c', .. Encoding.ASCII.GetBytes($"{module}\n{name}\n")];

    public static byte[] Number(int value) => [(byte)'J', .. Bytes(value)];

    public static byte[] Text(string text) => [(byte)'U', (byte)text.Length, .. Encoding.Latin1.GetBytes(text)];

    private static byte[] Array(string type, IEnumerable<byte> data, params int[] shape)
    {
        byte[] raw = [.. data];
        return
        [
            .. Global("numpy.core.multiarray", "_reconstruct"), .. Global("numpy", "ndarray"), .. Number(0), 0x85, .. Text("b"), 0x87, (byte)'R', (byte)'(',
            .. Number(1), .. Tuple(shape),
            .. Global("numpy", "dtype"), .. Text(type), .. Number(0), .. Number(1), 0x87, (byte)'R', (byte)'(', .. Number(3), .. Text("<"), (byte)'N', (byte)'t', (byte)'b',
            0x89, (byte)'T', .. Bytes(raw.Length), .. raw, (byte)'t', (byte)'b',
        ];
    }

    private static byte[] Tuple(params int[] sizes) => [(byte)'(', .. sizes.SelectMany(Number), (byte)'t'];

    private static byte[] Bytes(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }
}
