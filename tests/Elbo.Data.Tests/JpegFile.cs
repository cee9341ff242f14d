using System.Runtime.InteropServices;

namespace Elbo.Data.Tests;

/// <summary>Makes JPEG files by the library that reads them.</summary>
internal static unsafe partial class JpegFile
{
    private const int Rgb = 0;
    private const int Grey = 6;
    private const int NoSubsampling = 0;
    private const int GreySubsampling = 3;
    private const int Progressive = 16384;
    private const int AccurateTransform = 4096;

    /// <param name="pixels">[H, W, C] with C 1 or 3.</param>
    public static byte[] Build(int width, int height, byte[] pixels, bool progressive = false, int quality = 100)
    {
        var grey = pixels.Length == width * height;
        var handle = InitCompress();
        byte* jpeg = null;
        nuint length = 0;
        try
        {
            fixed (byte* source = pixels)
                Compress(handle, source, width, 0, height, grey ? Grey : Rgb, &jpeg, &length, grey ? GreySubsampling : NoSubsampling, quality, AccurateTransform | (progressive ? Progressive : 0)).ShouldBe(0);
            return new ReadOnlySpan<byte>(jpeg, (int)length).ToArray();
        }
        finally
        {
            Free(jpeg);
            _ = Destroy(handle);
        }
    }

    [LibraryImport("libturbojpeg.so.0", EntryPoint = "tjInitCompress")]
    private static partial nint InitCompress();

    [LibraryImport("libturbojpeg.so.0", EntryPoint = "tjCompress2")]
    private static partial int Compress(nint handle, byte* pixels, int width, int pitch, int height, int format, byte** jpeg, nuint* size, int subsampling, int quality, int flags);

    [LibraryImport("libturbojpeg.so.0", EntryPoint = "tjFree")]
    private static partial void Free(byte* buffer);

    [LibraryImport("libturbojpeg.so.0", EntryPoint = "tjDestroy")]
    private static partial int Destroy(nint handle);
}
