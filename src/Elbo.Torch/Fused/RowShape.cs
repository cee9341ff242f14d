namespace Elbo.Torch.Fused;

/// <summary>Contiguous tensors as rows of columns: what the kernels see of a shape.</summary>
internal static class RowShape
{
    /// <summary>Product of the last <paramref name="axes"/> sizes.</summary>
    public static long Columns(Tensor tensor, int axes)
    {
        long columns = 1;
        foreach (var size in tensor.Shape[^axes..]) columns *= size;
        return columns;
    }

    /// <summary>
    /// Whether broadcasting gives <paramref name="whole"/>'s own shape, in which the numbers of <paramref name="part"/> come one time after the
    /// other, leading axes of size 1 aside: [D], [B, D] or [1, B, D] in [S, B, D], but not [S, 1, D].
    /// </summary>
    /// <param name="eventAxes">Both have at least so many, the last of equal sizes; the product of those is not 0.</param>
    public static bool Repeats(Tensor part, Tensor whole, int eventAxes)
    {
        ReadOnlySpan<long> inner = part.Shape, outer = whole.Shape;
        if (inner.Length < eventAxes || outer.Length < inner.Length || (eventAxes > 0 && Columns(whole, eventAxes) == 0)) return false;
        while (inner.Length > eventAxes && inner[0] == 1) inner = inner[1..];
        return outer[^inner.Length..].SequenceEqual(inner);
    }

    /// <summary>The sum over the last <paramref name="axes"/> axes.</summary>
    public static Tensor Sum(Tensor elements, int axes)
    {
        if (axes == 0) return elements;
        Span<long> dims = stackalloc long[axes];
        for (var k = 0; k < axes; k++) dims[k] = k - axes;
        return elements.Sum(dims);
    }
}
