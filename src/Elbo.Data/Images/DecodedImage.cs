namespace Elbo.Data;

/// <summary>One decoded image.</summary>
/// <param name="Width">Pixels in a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Channels">1 for grey, 3 for red, green and blue.</param>
/// <param name="Pixels">[C, H, W], row-major.</param>
/// <param name="WasTransparent">Whether a pixel was not opaque and the background shows through.</param>
internal sealed record DecodedImage(int Width, int Height, int Channels, byte[] Pixels, bool WasTransparent = false)
{
    /// <summary>More pixels than any data set's image has; a larger claim is refused.</summary>
    public const int MostPixels = 1 << 26;
}
