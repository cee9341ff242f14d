namespace Elbo.Data.Tests;

public sealed class JpegCodecTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void An_image_comes_back_nearly_and_nearer_at_a_higher_quality(int channels)
    {
        if (!JpegCodec.IsHere) Assert.Skip("libjpeg-turbo is not installed");
        const int Width = 40, Height = 24;
        var pixels = new byte[Width * Height * channels];
        for (var k = 0; k < pixels.Length; k++) pixels[k] = (byte)(128 + (90 * Math.Sin((k / channels % Width * 0.2) + (k / channels / Width * 0.15) + (k % channels))));
        var (rough, fine) = (JpegCodec.Encode(pixels, Width, Height, channels, 20), JpegCodec.Encode(pixels, Width, Height, channels, 95));
        JpegReader.ReadHeader(fine, "fine").ShouldBe((Width, Height, channels));
        rough.Length.ShouldBeLessThan(fine.Length);
        Error(rough).ShouldBeGreaterThan(Error(fine));
        // A grey value or two; colours at half resolution lose more.
        Error(fine).ShouldBeLessThan(channels == 1 ? 2 : 60);

        double Error(byte[] jpeg) => JpegCodec.Decode(jpeg).Zip(pixels, (a, b) => (double)(a - b) * (a - b)).Average();
    }

    [Fact]
    public void Sizes_that_contradict_each_other_and_odd_qualities_are_refused()
    {
        Should.Throw<ArgumentException>(() => JpegCodec.Encode(new byte[10], 3, 3, 1, 75));
        Should.Throw<ArgumentException>(() => JpegCodec.Encode(new byte[18], 3, 3, 2, 75));
        Should.Throw<ArgumentOutOfRangeException>(() => JpegCodec.Encode(new byte[9], 3, 3, 1, 0));
    }
}
