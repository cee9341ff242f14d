namespace Elbo.Data;

/// <summary>What moves in a <see cref="SpriteRoom"/>, pixel by pixel: channels are 0 or 1, so that no binarisation changes a video.</summary>
internal static class RoomSprites
{
    /// <summary>The arrow as it points up: <c>o</c> its tip, <c>#</c> its body.</summary>
    private static readonly string[] arrow =
    [
        "..oo..",
        "..oo..",
        ".####.",
        ".####.",
        "######",
        "##..##",
    ];

    private static readonly string[] ball =
    [
        ".##.",
        "####",
        "####",
        ".##.",
    ];

    private static readonly float[] white = [1, 1, 1], yellow = [1, 1, 0], red = [1, 0, 0];

    /// <param name="frame">[3, <paramref name="size"/>, <paramref name="size"/>].</param>
    /// <param name="left">Column of its left pixels.</param>
    /// <param name="top">Row of its upper pixels.</param>
    /// <param name="heading">0 up, 1 right, 2 down, 3 left.</param>
    public static void DrawArrow(Span<float> frame, int size, int left, int top, int heading)
    {
        var side = arrow.Length;
        for (var y = 0; y < side; y++)
        {
            for (var x = 0; x < side; x++)
            {
                var mark = heading switch
                {
                    0 => arrow[y][x],
                    1 => arrow[side - 1 - x][y],
                    2 => arrow[side - 1 - y][side - 1 - x],
                    _ => arrow[x][side - 1 - y],
                };
                if (mark != '.') Dot(frame, size, left + x, top + y, mark == 'o' ? white : yellow);
            }
        }
    }

    /// <inheritdoc cref="DrawArrow"/>
    public static void DrawBall(Span<float> frame, int size, int left, int top)
    {
        for (var y = 0; y < ball.Length; y++)
            for (var x = 0; x < ball.Length; x++)
                if (ball[y][x] != '.') Dot(frame, size, left + x, top + y, red);
    }

    private static void Dot(Span<float> frame, int size, int x, int y, float[] colour)
    {
        for (var c = 0; c < colour.Length; c++) frame[(((c * size) + y) * size) + x] = colour[c];
    }
}
