using System.Numerics;

namespace Elbo.Evaluation.Audio;

/// <summary>Energy over time and frequency: squared magnitudes of short pieces under a Hann window.</summary>
public static class Spectrogram
{
    /// <summary>Length of a piece: the power of two nearest to 32 ms.</summary>
    public static int Piece(int rate) => 1 << (int)Math.Round(Math.Log2(Math.Max(16, rate * 0.032)));

    /// <summary>Power at each time and frequency.</summary>
    /// <param name="columns">Pieces, whose middles lie evenly over the audio; beyond its ends is silence.</param>
    /// <returns>[columns][piece/2 + 1], from 0 Hz to rate/2; a sine of amplitude A at a bin's frequency has A².</returns>
    public static double[][] Of(ReadOnlySpan<float> samples, int rate, int columns)
    {
        var piece = Piece(rate);
        var window = Enumerable.Range(0, piece).Select(n => 0.5 - (0.5 * Math.Cos(2 * Math.PI * n / piece))).ToArray();
        // The window's sum is piece/2, and half of a sine is at the negative frequency.
        var scale = 16.0 / ((double)piece * piece);
        var result = new double[columns][];
        var x = new Complex[piece];
        for (var c = 0; c < columns; c++)
        {
            var first = (int)(((c + 0.5) * samples.Length / columns) - (piece / 2.0));
            for (var n = 0; n < piece; n++)
                x[n] = first + n >= 0 && first + n < samples.Length ? window[n] * samples[first + n] : 0;
            Fourier.TransformInPlace(x);
            result[c] = [.. x.Take((piece / 2) + 1).Select(v => scale * ((v.Real * v.Real) + (v.Imaginary * v.Imaginary)))];
        }

        return result;
    }
}
