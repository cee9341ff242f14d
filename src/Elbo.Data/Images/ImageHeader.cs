namespace Elbo.Data;

/// <summary>What an image file says of itself before its pixels.</summary>
/// <param name="Width">Pixels in a row, once the image is turned as the file says.</param>
/// <param name="Height">Rows, likewise.</param>
/// <param name="Channels">1 for grey, 3 for colour; alpha is none.</param>
/// <param name="Bits">Of a sample.</param>
internal readonly record struct ImageHeader(int Width, int Height, int Channels, int Bits = 8);
