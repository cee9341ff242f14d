using System.Numerics;

namespace Elbo.Evaluation.Audio;

/// <summary>The discrete Fourier transform of lengths that are powers of two (Cooley and Tukey 1965).</summary>
public static class Fourier
{
    /// <summary>X_k = Σ_n x_n e^(−2πikn/N), in place.</summary>
    /// <exception cref="ArgumentException">N is no power of two.</exception>
    public static void TransformInPlace(Span<Complex> x)
    {
        if (!BitOperations.IsPow2(x.Length)) throw new ArgumentException($"a length of {x.Length} is no power of two", nameof(x));
        for (int i = 1, j = 0; i < x.Length; i++)
        {
            // j counts with its bits from the left.
            var bit = x.Length >> 1;
            for (; (j & bit) != 0; bit >>= 1) j ^= bit;
            j ^= bit;
            if (i < j) (x[i], x[j]) = (x[j], x[i]);
        }

        for (var size = 2; size <= x.Length; size <<= 1)
        {
            var half = size / 2;
            for (var k = 0; k < half; k++)
            {
                var turn = Complex.FromPolarCoordinates(1, -2 * Math.PI * k / size);
                for (var at = k; at < x.Length; at += size)
                {
                    var odd = x[at + half] * turn;
                    (x[at], x[at + half]) = (x[at] + odd, x[at] - odd);
                }
            }
        }
    }
}
