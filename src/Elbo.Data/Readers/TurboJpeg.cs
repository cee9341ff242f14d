using System.Runtime.InteropServices;
using Elbo.Torch.IO;

namespace Elbo.Data;

/// <summary>The functions of libjpeg-turbo's TurboJPEG 2 interface that are used.</summary>
/// <remarks>https://libjpeg-turbo.org/Documentation/Documentation, turbojpeg.h. An <c>unsigned long</c> there is as wide as a pointer on
/// Linux and macOS.</remarks>
internal static unsafe partial class TurboJpeg
{
    public const int PixelsRgb = 0;
    public const int PixelsGrey = 6;

    /// <summary>Colours at half resolution both ways, as most JPEG files have them; and a single channel.</summary>
    public const int Halved = 2, SingleChannel = 3;

    /// <summary>Accurate transform, into the memory given.</summary>
    public const int WriteFlags = 4096 | 1024;

    /// <summary>Accurate inverse transform, so that the result is the same on every machine; more than 500 scans, which only files made to
    /// take long have, are an error.</summary>
    public const int Flags = 4096 | 32768;

    public const string Library = "turbojpeg.so.0";

    static TurboJpeg() => NativeLibrary.SetDllImportResolver(typeof(TurboJpeg).Assembly, static (name, _, _) =>
        name == Library && (Array.Find(["libturbojpeg.so.0", "libturbojpeg.so", "libturbojpeg.0.dylib", "turbojpeg.dll"], n => NativeLibrary.TryLoad(n, out _)) is { } found)
            ? NativeLibrary.Load(found)
            : 0);

    /// <summary>Whether the library is installed.</summary>
    public static bool IsHere { get; } = Probe();

    [LibraryImport(Library, EntryPoint = "tjInitDecompress")]
    public static partial nint InitDecompress();

    [LibraryImport(Library, EntryPoint = "tjDestroy")]
    public static partial int Destroy(nint handle);

    [LibraryImport(Library, EntryPoint = "tjDecompressHeader3")]
    public static partial int DecompressHeader(nint handle, byte* jpeg, nuint size, out int width, out int height, out int subsampling, out int colours);

    [LibraryImport(Library, EntryPoint = "tjDecompress2")]
    public static partial int Decompress(nint handle, byte* jpeg, nuint size, byte* pixels, int width, int pitch, int height, int format, int flags);

    [LibraryImport(Library, EntryPoint = "tjInitCompress")]
    public static partial nint InitCompress();

    /// <summary>Bytes that any JPEG of such an image fits into.</summary>
    [LibraryImport(Library, EntryPoint = "tjBufSize")]
    public static partial nuint MostBytes(int width, int height, int subsampling);

    [LibraryImport(Library, EntryPoint = "tjCompress2")]
    public static partial int Compress(nint handle, byte* pixels, int width, int pitch, int height, int format, byte** jpeg, nuint* size, int subsampling, int quality, int flags);

    [LibraryImport(Library, EntryPoint = "tjGetErrorStr2", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint GetError(nint handle);

    /// <summary>What went wrong last, on one line.</summary>
    public static string Error(nint handle) => Printed.Name(Marshal.PtrToStringUTF8(GetError(handle)) ?? "unknown error");

    private static bool Probe()
    {
        try
        {
            var handle = InitDecompress();
            if (handle != 0) _ = Destroy(handle);
            return handle != 0;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException)
        {
            return false;
        }
    }
}
