using Elbo.Evaluation.Audio;
using Elbo.Evaluation.Images;
using Elbo.Torch;

namespace Elbo.Evaluation.Visuals;

/// <summary>How audio is drawn: the waveform at full scale, and below it the spectrogram, dark where there is energy, from 0 Hz at the bottom to half the rate.</summary>
/// <param name="Length">Samples of one example.</param>
/// <param name="Rate">Samples per second.</param>
public sealed record AudioShape(int Length, int Rate) : IExampleForm
{
    private const int Width = 256, WaveHeight = 48, BandHeight = 128, Height = WaveHeight + BandHeight;

    /// <summary>Decibels below the loudest place of a recording that are still told from silence.</summary>
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
        var images = new float[samples.Length / Length * Height * Width];
        Array.Fill(images, 1);
        for (var n = 0; n < samples.Length / Length; n++)
        {
            var image = images.AsSpan(n * Height * Width, Height * Width);
            Wave(samples.AsSpan(n * Length, Length), image);
            Bands(samples.AsSpan(n * Length, Length), image[(WaveHeight * Width)..]);
        }

        return images;
    }

    private static void Wave(ReadOnlySpan<float> samples, Span<float> image)
    {
        for (var x = 0; x < Width; x++)
        {
            var (from, to) = ((int)((long)x * samples.Length / Width), (int)((long)(x + 1) * samples.Length / Width));
            var (low, high) = (1f, -1f);
            foreach (var sample in samples[from..Math.Max(to, from + 1)]) (low, high) = (Math.Min(low, sample), Math.Max(high, sample));
            for (var y = Row(high); y <= Row(low); y++) image[(y * Width) + x] = 0.2f;
        }

        static int Row(float sample) => (int)Math.Clamp((1 - sample) / 2 * (WaveHeight - 3), 0, WaveHeight - 3);
    }

    private void Bands(ReadOnlySpan<float> samples, Span<float> image)
    {
        var power = Spectrogram.Of(samples, Rate, Width);
        var loudest = Math.Max(power.Max(p => p.Max()), 1e-12);
        for (var x = 0; x < Width; x++)
        {
            for (var y = 0; y < BandHeight; y++)
            {
                var bin = (int)((BandHeight - 1 - y + 0.5) * power[x].Length / BandHeight);
                var decibels = 10 * Math.Log10(Math.Max(power[x][bin], 1e-30) / loudest);
                image[(y * Width) + x] = (float)Math.Clamp(-decibels / Decibels, 0, 1);
            }
        }
    }
}
