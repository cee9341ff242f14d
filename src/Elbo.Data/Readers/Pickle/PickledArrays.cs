using System.Buffers.Binary;
using System.Text;
using Elbo.Torch.IO;

namespace Elbo.Data;

/// <summary>Arrays as numpy and scipy pickle them, read from <see cref="PickleReader"/>'s values.</summary>
internal static class PickledArrays
{
    /// <summary>Most elements an array or matrix may have; the largest published one has 12 million.</summary>
    private const long Most = 1L << 25;

    /// <summary>A numpy array of numbers, row after row.</summary>
    /// <exception cref="DataException">It is none, or not of a type that is known.</exception>
    public static (int[] Shape, double[] Values) Dense(object? value, string path)
    {
        if (value is not PickledObject { State: object?[] { Length: 5 } state } || state[1] is not object?[] sizes
            || state[2] is not PickledObject { Name: "numpy dtype", Arguments: [string type, ..], State: object?[] { Length: > 1 } order }
            || state[3] is not false || state[4] is not string bytes)
            throw new DataException($"{path}: not the pickle of an array in rows");
        if (order[1] is not ("<" or "|")) throw new DataException($"{path}: an array of another byte order");
        var shape = Sizes(sizes, path);
        var count = shape.Aggregate(1L, (product, size) => product * size);
        var (width, read) = Element(type, path);
        if (bytes.Length != count * width) throw new DataException($"{path}: an array [{string.Join(", ", shape)}] of {type} in {bytes.Length} bytes");
        var raw = Encoding.Latin1.GetBytes(bytes);
        var values = new double[count];
        for (var k = 0; k < values.Length; k++) values[k] = read(raw.AsSpan(k * width, width));
        return (shape, values);
    }

    /// <summary>A scipy matrix of compressed rows as [rows, columns], most of them 0.</summary>
    /// <exception cref="DataException">It is none, or an index is outside.</exception>
    public static (int Rows, int Columns, float[] Values) Sparse(object? value, string path)
    {
        if (value is not PickledObject { State: Dictionary<object, object?> state } matrix || !matrix.Name.EndsWith("csr_matrix", StringComparison.Ordinal)
            || state.GetValueOrDefault("_shape") is not object?[] { Length: 2 } sizes)
            throw new DataException($"{path}: not the pickle of a matrix of compressed rows");
        var shape = Sizes(sizes, path);
        var starts = Dense(state.GetValueOrDefault("indptr"), path).Values;
        var columns = Dense(state.GetValueOrDefault("indices"), path).Values;
        var entries = Dense(state.GetValueOrDefault("data"), path).Values;
        if (starts.Length != shape[0] + 1 || columns.Length != entries.Length || starts[0] != 0 || starts[^1] != entries.Length) throw new DataException($"{path}: a matrix of {shape[0]} rows whose parts do not fit");
        var values = new float[(long)shape[0] * shape[1]];
        for (var row = 0; row < shape[0]; row++)
        {
            if (!(starts[row] <= starts[row + 1] && starts[row + 1] <= entries.Length)) throw new DataException($"{path}: row {row} is from entry {starts[row]} to {starts[row + 1]} of {entries.Length}");
            for (var k = (int)starts[row]; k < starts[row + 1]; k++)
            {
                if (!(columns[k] >= 0 && columns[k] < shape[1])) throw new DataException($"{path}: row {row} has a column {columns[k]} of {shape[1]}");
                values[(row * shape[1]) + (int)columns[k]] = (float)entries[k];
            }
        }

        return (shape[0], shape[1], values);
    }

    private static int[] Sizes(object?[] sizes, string path)
    {
        var shape = new int[sizes.Length];
        long count = 1;
        for (var axis = 0; axis < shape.Length; axis++)
        {
            if (sizes[axis] is not long size || size < 0 || size > Most || (count *= Math.Max(size, 1)) > Most) throw new DataException($"{path}: an array of no size, or of more than {Most} elements");
            shape[axis] = (int)size;
        }

        return shape;
    }

    private static (int Width, Func<ReadOnlySpan<byte>, double> Read) Element(string type, string path) => type switch
    {
        "i4" => (4, b => BinaryPrimitives.ReadInt32LittleEndian(b)),
        "i8" => (8, b => BinaryPrimitives.ReadInt64LittleEndian(b)),
        "f4" => (4, b => BinaryPrimitives.ReadSingleLittleEndian(b)),
        "f8" => (8, b => BinaryPrimitives.ReadDoubleLittleEndian(b)),
        _ => throw new DataException($"{path}: an array of elements '{Printed.Name(type)}', expected i4, i8, f4 or f8"),
    };
}
