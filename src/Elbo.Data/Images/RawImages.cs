using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Elbo.Torch;

namespace Elbo.Data;

/// <summary>Images in managed memory, on the way from a file to tensors.</summary>
/// <param name="Pixels">[N · D], image after image.</param>
/// <param name="Labels">[N], or null.</param>
/// <param name="Shape">Shape of one image.</param>
internal sealed record RawImages(byte[] Pixels, long[]? Labels, IReadOnlyList<int> Shape)
{
    public int Dimensions { get; } = Shape.Aggregate(1, (product, d) => checked(product * d));

    public int Count => Pixels.Length / Dimensions;

    /// <summary>All images, as tensors of the current scope.</summary>
    public ImageSet ToSet() => new(Tensor.From(Pixels, TensorShape(Count)), Labels is null ? null : Tensor.From(Labels));

    /// <summary>The images of the given numbers in this order, as tensors of the current scope.</summary>
    public ImageSet Take(ReadOnlySpan<int> rows)
    {
        var pixels = new byte[checked(rows.Length * Dimensions)];
        for (var i = 0; i < rows.Length; i++) Pixels.AsSpan(rows[i] * Dimensions, Dimensions).CopyTo(pixels.AsSpan(i * Dimensions));
        long[]? labels = null;
        if (Labels is not null)
        {
            labels = new long[rows.Length];
            for (var i = 0; i < rows.Length; i++) labels[i] = Labels[rows[i]];
        }

        return new(Tensor.From(pixels, TensorShape(rows.Length)), labels is null ? null : Tensor.From(labels));
    }

    /// <summary>SHA-256 of pixels and labels: the same for every packing of the same images.</summary>
    public string Sha256()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Pixels);
        hash.AppendData(MemoryMarshal.AsBytes(Labels.AsSpan()));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private long[] TensorShape(int count) => [count, .. Shape.Select(d => (long)d)];
}
