namespace Elbo.Data;

/// <summary>CRC-32 (IEEE 802.3), the check sum of PNG and zip.</summary>
internal static class Crc32
{
    private static readonly uint[] table = [.. Enumerable.Range(0, 256).Select(i =>
    {
        var c = (uint)i;
        for (var bit = 0; bit < 8; bit++) c = (c & 1) != 0 ? 0xEDB88320u ^ (c >> 1) : c >> 1;
        return c;
    })];

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var state = 0xFFFFFFFFu;
        foreach (var value in bytes) state = table[(byte)(state ^ value)] ^ (state >> 8);
        return ~state;
    }
}
