using System.Numerics;
using Elbo.Evaluation.Audio;
using Elbo.Evaluation.Visuals;
using Elbo.Torch;

namespace Elbo.Evaluation.Tests.Audio;

public sealed class SpectrogramTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(32)]
    public void The_transform_is_its_defining_sum(int length)
    {
        var random = new Random(1);
        var x = Enumerable.Range(0, length).Select(_ => new Complex(random.NextDouble() - 0.5, random.NextDouble() - 0.5)).ToArray();
        var y = (Complex[])x.Clone();
        Fourier.TransformInPlace(y);
        for (var k = 0; k < length; k++)
        {
            var sum = Enumerable.Range(0, length).Aggregate(Complex.Zero, (s, n) => s + (x[n] * Complex.FromPolarCoordinates(1, -2 * Math.PI * k * n / length)));
            // Rounding of a few dozen doubles.
            (y[k] - sum).Magnitude.ShouldBeLessThan(1e-12);
        }

        Should.Throw<ArgumentException>(() => Fourier.TransformInPlace(new Complex[12])).Message.ShouldContain("12");
    }

    [Fact]
    public void A_sine_has_its_power_at_its_frequency_and_silence_has_none()
    {
        const int Rate = 8000;
        Spectrogram.Piece(Rate).ShouldBe(256);
        Spectrogram.Piece(16_000).ShouldBe(512);
        // Bin 32 of 256 is 1000 Hz.
        var samples = Enumerable.Range(0, Rate).Select(n => n < Rate / 2 ? (float)(0.5 * Math.Sin(2 * Math.PI * 1000 * n / Rate)) : 0).ToArray();
        var power = Spectrogram.Of(samples, Rate, 10);
        power.ShouldAllBe(p => p.Length == 129);
        Array.IndexOf(power[2], power[2].Max()).ShouldBe(32);
        power[2][32].ShouldBe(0.25, 1e-6);
        power[2][60].ShouldBeLessThan(1e-9);
        power[8].ShouldAllBe(p => p == 0);
    }

    [Fact]
    public void An_image_is_dark_where_the_audio_is()
    {
        using var scope = TensorScope.Enter();
        var samples = Enumerable.Range(0, 4096).Select(n => n < 2048 ? (float)Math.Sin(2 * Math.PI * 2000 * n / 8000) : 0).ToArray();
        var form = ExampleForms.Of([4096], 8000).ShouldBeOfType<AudioShape>();
        var image = form.Grid(Tensor.From(samples, 1, 4096));
        (image.Width, image.Height).ShouldBe((256 + 4, 48 + 128 + 4));
        // 2000 of 4000 Hz is half way up; two pixels of padding.
        byte At(int x, int y) => image.Row(y + 2)[x + 2];
        At(64, 48 + 63).ShouldBeLessThan((byte)40);
        At(64, 48 + 10).ShouldBe((byte)255);
        At(192, 48 + 63).ShouldBe((byte)255);
        At(64, 5).ShouldBeLessThan(At(192, 5));
        ExampleForms.Of([1, 8, 8], null).ShouldBeOfType<ImageShape>();
        ExampleForms.Of([7], null).ShouldBeNull();
    }
}
