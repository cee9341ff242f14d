using System.Globalization;
using Elbo.Torch.IO;

namespace Elbo.Data;

/// <summary>Reads Planetoid's files: pickles of a node's neighbours, of features and of classes, the last nodes' in another order than their numbers.</summary>
internal static class PlanetoidFiles
{
    private const long MostBytes = 1L << 28;

    /// <summary>Edges, each once, without those from a node to itself; and the number of nodes.</summary>
    /// <exception cref="DataException">The file is no dictionary of neighbours.</exception>
    public static (IReadOnlyList<(int From, int To)> Edges, int Nodes) Graph(string path)
    {
        if (Load(path) is not PickledObject { Items: { Count: > 0 } items }) throw new DataException($"{path}: not a dictionary of neighbours");
        var edges = new SortedSet<(int, int)>();
        foreach (var (key, value) in items)
        {
            if (key is not long node || node < 0 || node >= items.Count || value is not List<object?> neighbours) throw new DataException($"{path}: a node that has no number below {items.Count}, or no neighbours");
            foreach (var neighbour in neighbours)
            {
                if (neighbour is not long other || other < 0 || other >= items.Count) throw new DataException($"{path}: node {node} has a neighbour that has no number below {items.Count}");
                if (node != other) edges.Add(((int)Math.Min(node, other), (int)Math.Max(node, other)));
            }
        }

        return ([.. edges], items.Count);
    }

    /// <summary>Nodes of the rows of the second files, one a line.</summary>
    /// <exception cref="DataException">A line is no node, or one twice.</exception>
    public static IReadOnlyList<int> Indices(string path, int nodes) => PackedFile.Guard(path, () =>
    {
        var indices = new List<int>();
        var seen = new HashSet<int>();
        foreach (var line in File.ReadLines(path))
        {
            if (line.Length == 0) continue;
            if (!int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var node) || node >= nodes || !seen.Add(node))
                throw new DataException($"{path}: line {indices.Count + 1}: '{Printed.Name(line)}' is no node below {nodes}, or one for the second time");
            indices.Add(node);
        }

        return indices;
    });

    /// <summary>Features of every node [N · F]; zeros where a node has none.</summary>
    /// <exception cref="DataException">Rows or columns do not fit.</exception>
    public static float[] Features(string first, string second, IReadOnlyList<int> test, int nodes)
    {
        var (rows, width, values) = PickledArrays.Sparse(Load(first), first);
        var (others, columns, theirs) = PickledArrays.Sparse(Load(second), second);
        if (columns != width) throw new DataException($"{second}: {columns} features, {first} has {width}");
        return Join(values, theirs, width, rows, others, test, nodes, second);
    }

    /// <summary>Class of every node [N]; −1 where it has none.</summary>
    /// <exception cref="DataException">Rows or columns do not fit, or a row is no class.</exception>
    public static long[] Labels(string first, string second, IReadOnlyList<int> test, int nodes)
    {
        var (shape, values) = PickledArrays.Dense(Load(first), first);
        var (others, theirs) = PickledArrays.Dense(Load(second), second);
        if (shape.Length != 2 || others.Length != 2 || others[1] != shape[1]) throw new DataException($"{second}: classes [{string.Join(", ", others)}], those of {first} are [{string.Join(", ", shape)}]");
        var marks = Join(values, theirs, shape[1], shape[0], others[0], test, nodes, second);
        var labels = new long[nodes];
        for (var node = 0; node < nodes; node++) labels[node] = marks.AsSpan(node * shape[1], shape[1]).IndexOf(1);
        return labels;
    }

    private static T[] Join<T>(T[] first, T[] second, int width, int rows, int others, IReadOnlyList<int> test, int nodes, string path)
    {
        if (others != test.Count || rows > nodes) throw new DataException($"{path}: {others} rows for {test.Count} nodes, after {rows} of {nodes}");
        var all = new T[(long)nodes * width];
        first.CopyTo(all, 0);
        for (var row = 0; row < others; row++)
        {
            if (test[row] < rows) throw new DataException($"{path}: row {row} is of node {test[row]}, which has one before");
            second.AsSpan(row * width, width).CopyTo(all.AsSpan(test[row] * width));
        }

        return all;
    }

    private static object? Load(string path) => PackedFile.Guard(path, () =>
    {
        var length = new FileInfo(path).Length;
        return length <= MostBytes ? PickleReader.Read(File.ReadAllBytes(path), path) : throw new DataException($"{path}: {length} bytes, at most {MostBytes} are read of a pickle");
    });
}
