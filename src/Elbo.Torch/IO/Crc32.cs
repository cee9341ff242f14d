namespace Elbo.Torch.IO;

/// <summary>CRC-32 (IEEE 802.3, reflected polynomial 0xEDB88320), the check sum of PNG and zip.</summary>
public static class Crc32
{
    private static readonly uint[] table = [.. Enumerable.Range(0, 256).Select(i =>
    {
        var c = (uint)i;
        for (var bit = 0; bit < 8; bit++) c = (c & 1) != 0 ? 0xEDB88320u ^ (c >> 1) : c >> 1;
        return c;
    })];

    /// <summary>The check sum of the bytes that gave <paramref name="before"/> and these after them.</summary>
    /// <param name="before">A check sum; 0 is that of no bytes.</param>
    public static uint Of(ReadOnlySpan<byte> bytes, uint before = 0)
    {
        var state = ~before;
        foreach (var value in bytes) state = table[(byte)(state ^ value)] ^ (state >> 8);
        return ~state;
    }
}
