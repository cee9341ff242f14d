namespace Elbo.Torch.Nn;

/// <summary>A size per spatial axis, outermost first; a single number stands for all axes: <c>3</c>, <c>(3, 5)</c>, <c>(1, 3, 3)</c>.</summary>
public readonly struct AxisSizes
{
    private readonly long[]? sizes;

    /// <param name="sizes">One number, or one per axis.</param>
    public AxisSizes(params long[] sizes) => this.sizes = sizes;

    /// <summary>The same size on every axis.</summary>
    public static implicit operator AxisSizes(long size) => new(size);

    /// <summary>Of two axes, height before width.</summary>
    public static implicit operator AxisSizes((long, long) sizes) => new(sizes.Item1, sizes.Item2);

    /// <summary>Of three axes, depth before height before width.</summary>
    public static implicit operator AxisSizes((long, long, long) sizes) => new(sizes.Item1, sizes.Item2, sizes.Item3);

    /// <summary>The sizes of <paramref name="axes"/> axes, each at least <paramref name="least"/>.</summary>
    /// <param name="name">What is measured, for messages.</param>
    /// <param name="otherwise">Every size of a default value.</param>
    internal long[] For(int axes, string name, long least, long otherwise)
    {
        var given = sizes ?? [otherwise];
        if (given.Length != 1 && given.Length != axes) throw new ArgumentException($"{name} has {given.Length} sizes; give one, or one for each of {axes} axes", name);
        foreach (var size in given) ArgumentOutOfRangeException.ThrowIfLessThan(size, least, name);
        return given.Length == axes ? given : [.. Enumerable.Repeat(given[0], axes)];
    }
}
