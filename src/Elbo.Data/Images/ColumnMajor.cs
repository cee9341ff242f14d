namespace Elbo.Data;

/// <summary>Images of MATLAB's, whose pixels go down the columns.</summary>
internal static class ColumnMajor
{
    /// <summary>The same images, one after the other, with pixels along the rows.</summary>
    public static byte[] ToRows(ReadOnlySpan<byte> images, int height, int width)
    {
        var rows = new byte[images.Length];
        var size = height * width;
        for (var at = 0; at < images.Length; at += size)
        {
            for (var r = 0; r < height; r++)
                for (var c = 0; c < width; c++) rows[at + (r * width) + c] = images[at + (c * height) + r];
        }

        return rows;
    }
}
