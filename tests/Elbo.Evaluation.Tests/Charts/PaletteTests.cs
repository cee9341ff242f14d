using System.Globalization;
using Elbo.Evaluation.Charts;

namespace Elbo.Evaluation.Tests.Charts;

/// <summary>Simulates colour-vision deficiency (Machado, Oliveira and Fernandes 2009, severity 1, on linear RGB).</summary>
public sealed class PaletteTests
{
    // About 2.3 is just noticeable side by side (CIE 1976); ten times that is told apart in scattered dots.
    private const double ClearlyDifferent = 20;

    private static readonly double[,] Normal = { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } };
    private static readonly double[,] Protanopia =
        { { 0.152286, 1.052583, -0.204868 }, { 0.114503, 0.786281, 0.099216 }, { -0.003882, -0.048116, 1.051998 } };
    private static readonly double[,] Deuteranopia =
        { { 0.367322, 0.860646, -0.227968 }, { 0.280085, 0.672501, 0.047413 }, { -0.011820, 0.042940, 0.968881 } };
    private static readonly double[,] RgbToXyz =
        { { 0.4124564, 0.3575761, 0.1804375 }, { 0.2126729, 0.7151522, 0.0721750 }, { 0.0193339, 0.1191920, 0.9503041 } };

    [Fact]
    public void Every_two_colours_differ_clearly_also_to_the_colour_blind()
    {
        foreach (string[] palette in new[] { Palette.Light, Palette.Dark })
        {
            foreach (double[,] sight in new[] { Normal, Protanopia, Deuteranopia })
            {
                double[][] seen = [.. palette.Select(c => Lab(Multiply(sight, Linear(c))))];
                for (int i = 0; i < seen.Length; i++)
                {
                    for (int j = 0; j < i; j++)
                        Math.Sqrt(seen[i].Zip(seen[j], (a, b) => (a - b) * (a - b)).Sum()).ShouldBeGreaterThan(ClearlyDifferent, $"{palette[i]} {palette[j]}");
                }
            }
        }
    }

    // WCAG 2.1, 1.4.11: graphics need a contrast of 3 to their ground.
    [Fact]
    public void Lines_stand_out_from_their_ground()
    {
        for (int line = 0; line < 6; line++)
        {
            int index = int.Parse(Palette.Line(line).AsSpan("var(--c".Length, 1), CultureInfo.InvariantCulture);
            Contrast(Palette.Light[index], "#ffffff").ShouldBeGreaterThan(3);
            Contrast(Palette.Dark[index], "#171c23").ShouldBeGreaterThan(3);
        }
    }

    private static double Contrast(string a, string b)
    {
        double[] light = [.. new[] { a, b }.Select(c => Multiply(RgbToXyz, Linear(c))[1]).Order()];
        return (light[1] + 0.05) / (light[0] + 0.05);
    }

    private static double[] Linear(string colour)
        => [.. new[] { 1, 3, 5 }.Select(i => int.Parse(colour.AsSpan(i, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0)
            .Select(v => v <= 0.04045 ? v / 12.92 : Math.Pow((v + 0.055) / 1.055, 2.4))];

    private static double[] Multiply(double[,] m, double[] v)
        => [.. Enumerable.Range(0, 3).Select(r => m[r, 0] * v[0] + m[r, 1] * v[1] + m[r, 2] * v[2])];

    private static double[] Lab(double[] rgb)
    {
        double[] white = [0.95047, 1, 1.08883];
        double[] f = [.. Multiply(RgbToXyz, [.. rgb.Select(v => Math.Clamp(v, 0, 1))]).Zip(white, (v, w) => v / w)
            .Select(v => v > 0.008856 ? Math.Cbrt(v) : 7.787 * v + 16.0 / 116)];
        return [116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])];
    }
}
