using Elbo.Torch;

namespace Elbo.Probability;

/// <summary>Arithmetic of shapes shared by the distributions.</summary>
internal static class Shapes
{
    /// <summary>The shape both broadcast to, by the rules of libtorch.</summary>
    /// <exception cref="ArgumentException">Two sizes differ and neither is 1.</exception>
    public static long[] Broadcast(Tensor a, Tensor b) => Broadcast(a.Shape, b.Shape);

    /// <inheritdoc cref="Broadcast(Tensor, Tensor)"/>
    public static long[] Broadcast(ReadOnlySpan<long> left, ReadOnlySpan<long> right)
    {
        if (left.SequenceEqual(right)) return left.ToArray();
        var shape = new long[Math.Max(left.Length, right.Length)];
        for (var k = 1; k <= shape.Length; k++)
        {
            var x = k <= left.Length ? left[^k] : 1;
            var y = k <= right.Length ? right[^k] : 1;
            if (x != y && x != 1 && y != 1) throw new ArgumentException($"shapes {Text(left)} and {Text(right)} do not broadcast to one another");
            shape[^k] = x == 1 ? y : x;
        }
        return shape;
    }

    /// <summary>Sums over the last <paramref name="axes"/> axes.</summary>
    public static Tensor SumLast(Tensor elements, int axes)
    {
        if (axes == 0) return elements;
        Span<long> dims = stackalloc long[axes];
        for (var k = 0; k < axes; k++) dims[k] = k - axes;
        return elements.Sum(dims);
    }

    /// <summary>All numbers as f64, row by row.</summary>
    public static double[] ToDoubles(Tensor values)
    {
        using var scope = TensorScope.Enter();
        return values.To(DType.F64).ToArray<double>();
    }

    public static string Text(ReadOnlySpan<long> shape) => $"[{string.Join(", ", shape.ToArray())}]";
}
