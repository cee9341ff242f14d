using Elbo.Testing;
using Elbo.Torch;
using Elbo.Torch.Tests.IO;

namespace Elbo.Data.Tests;

[NoLeak]
public sealed class BinarisationTests
{
    private const int D = TestImages.Height * TestImages.Width;

    [Fact]
    public void A_drawn_pixel_is_one_with_probability_of_its_value()
    {
        const int Draws = 2000;
        using var data = TestImages.EveryValue(Binarisation.Dynamic);
        var all = Enumerable.Range(0, 256).Select(i => (long)i).ToArray();
        var ones = new double[256];
        for (ulong draw = 0; draw < Draws; draw++)
        {
            using var scope = TensorScope.Enter();
            var x = data.Draw(Split.Train, all, draw).X.AsSpan<float>();
            for (var i = 0; i < x.Length; i++)
            {
                if (x[i] == 1f) ones[i / D]++;
                else x[i].ShouldBe(0f);
            }
        }

        ones[0].ShouldBe(0);
        ones[255].ShouldBe(Draws * D);
        for (var value = 1; value < 255; value++)
        {
            var p = value / 255.0;
            // Five standard errors: one false alarm in 1.7 million per value, and the seeds are fixed.
            Math.Abs((ones[value] / (Draws * D)) - p).ShouldBeLessThan(5 * Math.Sqrt(p * (1 - p) / (Draws * D)), $"pixel {value}");
        }
    }

    [Fact]
    public void A_dequantised_pixel_is_uniform_over_its_own_grey_level()
    {
        const int Draws = 400;
        using var data = TestImages.EveryValue(Binarisation.Dequantise);
        var all = Enumerable.Range(0, 256).Select(i => (long)i).ToArray();
        double sum = 0, squares = 0, neighbours = 0, n = 0;
        for (ulong draw = 0; draw < Draws; draw++)
        {
            using var scope = TensorScope.Enter();
            var x = data.Draw(Split.Train, all, draw).X.AsSpan<float>();
            for (var i = 0; i < x.Length; i++)
            {
                // What 8 bits were stays what they are.
                ((int)(x[i] * 256)).ShouldBe(i / D);
                var u = x[i] * 256.0 - i / D;
                (sum, squares, n) = (sum + u, squares + u * u, n + 1);
                if (i % D > 0) neighbours += (u - 0.5) * (x[i - 1] * 256.0 - i / D - 0.5);
            }
        }
        // Mean 1/2 and mean square 1/3, each within five standard errors; u is a multiple of 2⁻¹⁶, which lowers the mean by 2⁻¹⁷.
        (sum / n).ShouldBe(0.5, 5 * Math.Sqrt(1 / 12.0 / n) + 1e-5);
        (squares / n).ShouldBe(1 / 3.0, 5 * Math.Sqrt(4 / 45.0 / n) + 1e-5);
        (neighbours / n).ShouldBe(0, 5 / 12.0 / Math.Sqrt(n));
    }

    [Fact]
    public void Dequantised_pixels_are_drawn_afresh_in_each_epoch_and_once_for_evaluations()
    {
        using var data = TestImages.EveryValue(Binarisation.Dequantise);
        using var scope = TensorScope.Enter();
        Draw(1).ShouldBe(Draw(1));
        Draw(1).ShouldNotBe(Draw(2));
        Draw(null).ShouldBe(Draw(null));

        float[] Draw(ulong? noise) => data.Draw(Split.Train, [5, 200], noise).X.ToArray<float>();
    }

    [Fact]
    public void Draws_of_neighbouring_pixels_images_and_epochs_are_uncorrelated()
    {
        const int Draws = 400;
        using var data = TestImages.EveryValue(Binarisation.Dynamic);
        // Images 127 and 128 have pixels with probability near one half, where a correlation shows best.
        var x = new float[Draws][];
        for (var draw = 0; draw < Draws; draw++)
        {
            using var scope = TensorScope.Enter();
            x[draw] = data.Draw(Split.Train, [127, 128], (ulong)draw).X.ToArray<float>();
        }

        double n = 0, pixels = 0, images = 0, epochs = 0;
        for (var draw = 1; draw < Draws; draw++)
        {
            for (var d = 1; d < D; d++, n++)
            {
                var centred = x[draw][d] - 0.5;
                pixels += centred * (x[draw][d - 1] - 0.5);
                images += centred * (x[draw][D + d] - 0.5);
                epochs += centred * (x[draw - 1][d] - 0.5);
            }
        }

        // Each sum of n products of ±1/4 has standard deviation √n/4 when the draws are independent; five of them.
        foreach (var sum in new[] { pixels, images, epochs }) Math.Abs(sum).ShouldBeLessThan(5 * Math.Sqrt(n) / 4);
    }

    [Fact]
    public void Threshold_and_none_are_functions_of_the_pixel()
    {
        using var scope = TensorScope.Enter();
        using var threshold = TestImages.EveryValue(Binarisation.Threshold);
        using var none = TestImages.EveryValue(Binarisation.None);
        threshold.Draw(Split.Train, [127, 128], 5).X.ToArray<float>().ShouldBe([.. Enumerable.Repeat(0f, D), .. Enumerable.Repeat(1f, D)]);
        none.Draw(Split.Train, [0, 51, 255]).X.ToArray<float>().ShouldBe([.. Enumerable.Repeat(0f, D), .. Enumerable.Repeat(0.2f, D), .. Enumerable.Repeat(1f, D)]);
    }

    [Fact]
    public void Fixed_draws_ignore_the_noise_and_follow_the_stated_seed()
    {
        using var scope = TensorScope.Enter();
        using var one = TestImages.Open(9, 9, new DataOptions { Binarisation = Binarisation.Fixed, BinarisationSeed = 1 });
        using var two = TestImages.Open(9, 9, new DataOptions { Binarisation = Binarisation.Fixed, BinarisationSeed = 2 });
        var x = one.Draw(Split.Train, [3, 4], 1).X.ToArray<float>();
        one.Draw(Split.Train, [3, 4], 2).X.ToArray<float>().ShouldBe(x);
        two.Draw(Split.Train, [3, 4], 1).X.ToArray<float>().ShouldNotBe(x);
    }

    [Fact]
    public void Dynamic_draws_change_with_the_noise_and_stand_still_in_evaluation()
    {
        using var scope = TensorScope.Enter();
        using var data = TestImages.Open(9, 9, new DataOptions());
        var x = data.Draw(Split.Train, [3, 4], 1).X.ToArray<float>();
        data.Draw(Split.Train, [3, 4], 1).X.ToArray<float>().ShouldBe(x);
        data.Draw(Split.Train, [3, 4], 2).X.ToArray<float>().ShouldNotBe(x);
        data.Draw(Split.Test, [3, 4]).X.ToArray<float>().ShouldBe(data.Draw(Split.Test, [3, 4]).X.ToArray<float>());
    }

    [Theory, InlineData(Binarisation.Dynamic), InlineData(Binarisation.Fixed), InlineData(Binarisation.Dequantise)]
    public void In_evaluation_the_draw_of_an_image_is_the_same_in_every_place_split_and_file(Binarisation binarisation)
    {
        using var scope = TensorScope.Enter();
        using var folder = new TemporaryFolder();
        var images = Enumerable.Range(0, 5).Select(k => IdxFile.Noise(49, k)).ToArray();
        for (var k = 0; k < 5; k++) folder.Write($"{k}.png", PngFile.Build(7, 7, 8, 0, [.. images[k].Select(b => (int)b)]));
        using var all = Datasets.Open(folder.Root, new() { Binarisation = binarisation, ValidationCount = 2 });
        using var one = Datasets.Open(folder["3.png"], new() { Binarisation = binarisation });
        var own = one.Draw(Split.Train, [0]).X.ToArray<float>();
        var found = new[] { Split.Train, Split.Validation }.SelectMany(split => Enumerable.Range(0, all.Count(split)).Select(i => all.Draw(split, [i]).X.ToArray<float>())).ToList();
        found.Count(x => x.SequenceEqual(own)).ShouldBe(1);
        // Afresh for each image in training all the same.
        if (binarisation != Binarisation.Fixed) all.Draw(Split.Train, [0], 1).X.ToArray<float>().ShouldNotBe(all.Draw(Split.Train, [0]).X.ToArray<float>());
    }
}
