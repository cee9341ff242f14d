using System.Buffers.Binary;
using System.Runtime.Intrinsics;

namespace Elbo.Data;

/// <summary>Turns one image's 8-bit pixels into inputs, in one pass.</summary>
internal static class PixelDraw
{
    /// <summary>2^32 − 1 = 255 · this: a pixel times this is its probability in units of 2^-32.</summary>
    private const uint Unit = 0x01010101;

    private const int Lane = 8;

    /// <summary>x_d ~ Bernoulli(pixel_d / 255), a function of <paramref name="key"/> alone. 0 and 255 are never drawn otherwise; the
    /// probabilities are exact to 2^-32.</summary>
    /// <remarks>xoshiro256++ (Blackman, Vigna 2021), four streams side by side; its cost is adds, shifts and xors, about a
    /// hundredth of a Mersenne twister's per pixel.</remarks>
    public static void Bernoulli(ReadOnlySpan<byte> pixels, Span<float> x, ulong key)
    {
        var seed = new CounterRandom(key);
        var (s0, s1, s2, s3) = (Seed(ref seed), Seed(ref seed), Seed(ref seed), Seed(ref seed));
        for (var at = 0; at < pixels.Length; at += Lane)
        {
            var sum = s0 + s3;
            var draw = (Rotate(sum, 23) + s0).AsUInt32();
            var t = s1 << 17;
            s2 ^= s0;
            s3 ^= s1;
            s1 ^= s2;
            s0 ^= s3;
            s2 ^= t;
            s3 = Rotate(s3, 45);

            var eight = Vector128.CreateScalar(Eight(pixels[at..])).AsByte();
            var (low, high) = Vector128.Widen(Vector128.WidenLower(eight));
            var threshold = Vector256.Create(low, high) * Unit;
            // The largest draw would let a pixel of 255 be 0.
            draw = Vector256.Min(draw, Vector256.Create(uint.MaxValue - 1));
            var ones = (Vector256.LessThan(draw, threshold) & Vector256.Create(1f).AsUInt32()).AsSingle();
            if (x.Length - at >= Lane) ones.CopyTo(x[at..]);
            else for (var k = 0; k < x.Length - at; k++) x[at + k] = ones[k];
        }
    }

    /// <summary>x_d = 1 where pixel_d / 255 > 0.5, that is from 128 on.</summary>
    public static void Threshold(ReadOnlySpan<byte> pixels, Span<float> x)
    {
        for (var d = 0; d < pixels.Length; d++) x[d] = pixels[d] > 127 ? 1f : 0f;
    }

    /// <summary>x_d = pixel_d / 255.</summary>
    public static void Scale(ReadOnlySpan<byte> pixels, Span<float> x)
    {
        for (var d = 0; d < pixels.Length; d++) x[d] = pixels[d] / 255f;
    }

    /// <summary>The next eight pixels, or those that are left and zeros.</summary>
    private static ulong Eight(ReadOnlySpan<byte> pixels)
    {
        if (pixels.Length >= Lane) return BinaryPrimitives.ReadUInt64LittleEndian(pixels);
        Span<byte> padded = stackalloc byte[Lane];
        pixels.CopyTo(padded);
        return BinaryPrimitives.ReadUInt64LittleEndian(padded);
    }

    private static Vector256<ulong> Seed(ref CounterRandom random) =>
        Vector256.Create(random.Next(), random.Next(), random.Next(), random.Next());

    private static Vector256<ulong> Rotate(Vector256<ulong> value, int bits) => (value << bits) | (value >>> (64 - bits));
}
