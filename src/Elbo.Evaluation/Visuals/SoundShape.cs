using Elbo.Evaluation.Pictures;
using Elbo.Evaluation.Sounds;
using Elbo.Torch;

namespace Elbo.Evaluation.Visuals;

/// <summary>How sound is drawn: the waveform at full scale, and below it the spectrogram, dark where there is energy, from 0 Hz at the bottom to half the rate.</summary>
/// <param name="Length">Samples of one example.</param>
/// <param name="Rate">Samples per second.</param>
public sealed record SoundShape(int Length, int Rate) : IExampleForm
{
    private const int Width = 256, WaveHeight = 48, BandHeight = 128, Height = WaveHeight + BandHeight;

    /// <summary>Decibels below the loudest place of a sound that are still told from silence.</summary>
    private const double Decibels = 70;

    /// <inheritdoc/>
    public Raster Grid(Tensor examples, int columns = 0) =>
        new ImageGrid { Columns = columns, Scale = 1 }.Render(Draw(examples), checked((int)examples.Size(0)), 1, Height, Width);

    /// <inheritdoc/>
    public Raster Pairs(Tensor upper, Tensor lower, int columns = 0) =>
        new ImageGrid { Columns = columns == 0 ? 4 : Math.Min(columns, 4), Scale = 1 }.RenderPairs(Draw(upper), Draw(lower), checked((int)upper.Size(0)), 1, Height, Width);

    private float[] Draw(Tensor examples)
    {
        var samples = examples.ToArray<float>();
        var pictures = new float[samples.Length / Length * Height * Width];
        Array.Fill(pictures, 1);
        for (var n = 0; n < samples.Length / Length; n++)
        {
            var picture = pictures.AsSpan(n * Height * Width, Height * Width);
            Wave(samples.AsSpan(n * Length, Length), picture);
            Bands(samples.AsSpan(n * Length, Length), picture[(WaveHeight * Width)..]);
        }

        return pictures;
    }

    private static void Wave(ReadOnlySpan<float> samples, Span<float> picture)
    {
        for (var x = 0; x < Width; x++)
        {
            var (from, to) = ((int)((long)x * samples.Length / Width), (int)((long)(x + 1) * samples.Length / Width));
            var (low, high) = (1f, -1f);
            foreach (var sample in samples[from..Math.Max(to, from + 1)]) (low, high) = (Math.Min(low, sample), Math.Max(high, sample));
            for (var y = Row(high); y <= Row(low); y++) picture[(y * Width) + x] = 0.2f;
        }

        static int Row(float sample) => (int)Math.Clamp((1 - sample) / 2 * (WaveHeight - 3), 0, WaveHeight - 3);
    }

    private void Bands(ReadOnlySpan<float> samples, Span<float> picture)
    {
        var power = Spectrogram.Of(samples, Rate, Width);
        var loudest = Math.Max(power.Max(p => p.Max()), 1e-12);
        for (var x = 0; x < Width; x++)
        {
            for (var y = 0; y < BandHeight; y++)
            {
                var bin = (int)((BandHeight - 1 - y + 0.5) * power[x].Length / BandHeight);
                var decibels = 10 * Math.Log10(Math.Max(power[x][bin], 1e-30) / loudest);
                picture[(y * Width) + x] = (float)Math.Clamp(-decibels / Decibels, 0, 1);
            }
        }
    }
}
