using System.Numerics;

namespace Elbo.Data;

/// <summary>
/// Changes the rate of a recording by interpolation with a windowed sinc, whose pass band ends below the lower of both Nyquist frequencies:
/// what the new rate cannot hold is removed, the rest is as it was. Around the audio is silence.
/// </summary>
internal sealed class SincResampling
{
    /// <summary>Zero crossings of the sinc on each side, and the shape of the Kaiser window over them: about 90 dB outside of the band.</summary>
    private const int Crossings = 48;

    private const double KaiserBeta = 9;

    /// <summary>Middle of the transition band as a share of the lower Nyquist frequency, so that the stop band begins about there.</summary>
    private const double PassBand = 0.94;

    private readonly int from, to, reach;
    private readonly float[][] phases;

    /// <param name="fromRate">Samples per second that there are.</param>
    /// <param name="toRate">Samples per second that are wanted.</param>
    public SincResampling(int fromRate, int toRate)
    {
        foreach (var rate in (int[])[fromRate, toRate])
            if (rate is < Waveform.LeastRate or > Waveform.MostRate) throw new ArgumentOutOfRangeException(nameof(toRate), rate, $"a rate is {Waveform.LeastRate} to {Waveform.MostRate}");
        var divisor = (int)BigInteger.GreatestCommonDivisor(fromRate, toRate);
        (from, to) = (fromRate / divisor, toRate / divisor);
        // Cycles per old sample where the band ends, times two.
        var band = Math.Min(1.0, (double)to / from) * PassBand;
        reach = (int)Math.Ceiling(Crossings / band);
        // New sample n lies at n·from/to among the old ones, at one of as many places between two of them as `to` says.
        phases = from == to ? [] : [.. Enumerable.Range(0, to).Select(phase => Taps((double)phase / to, band))];
    }

    /// <summary>The audio at the new rate: ⌈N·to/from⌉ samples, the first at the same time.</summary>
    public float[] Apply(ReadOnlySpan<float> samples)
    {
        if (from == to) return samples.ToArray();
        var result = new float[checked((int)((((long)samples.Length * to) + from - 1) / from))];
        for (var n = 0; n < result.Length; n++)
        {
            var at = (long)n * from;
            var (first, taps) = ((int)(at / to) - reach + 1, phases[at % to]);
            var (start, end) = (Math.Max(0, -first), Math.Min(taps.Length, samples.Length - first));
            var sum = 0.0;
            for (var k = start; k < end; k++) sum += taps[k] * samples[first + k];
            result[n] = (float)sum;
        }

        return result;
    }

    /// <summary>Weights of the old samples at −reach + 1 … reach for a new one at <paramref name="offset"/> in [0, 1).</summary>
    private float[] Taps(double offset, double band)
    {
        var taps = new double[2 * reach];
        var sum = 0.0;
        for (var k = 0; k < taps.Length; k++)
        {
            var t = offset - (k - reach + 1);
            var place = t * band / Crossings;
            if (Math.Abs(place) >= 1) continue;
            taps[k] = band * Sinc(t * band) * Bessel(KaiserBeta * Math.Sqrt(1 - (place * place))) / Bessel(KaiserBeta);
            sum += taps[k];
        }

        // A constant stays what it is.
        return [.. taps.Select(w => (float)(w / sum))];
    }

    private static double Sinc(double x) => x == 0 ? 1 : Math.Sin(Math.PI * x) / (Math.PI * x);

    /// <summary>I₀, by its power series.</summary>
    private static double Bessel(double x)
    {
        var (sum, term) = (1.0, 1.0);
        for (var k = 1; term > sum * 1e-17; k++) sum += term *= x * x / (4.0 * k * k);
        return sum;
    }
}
