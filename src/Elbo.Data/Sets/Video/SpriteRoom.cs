namespace Elbo.Data;

/// <summary>
/// A small world that a video is taken of: a room of 16 by 16 cells with walls, an arrow that actions turn and move, and a ball that rolls to
/// and fro by itself. What comes next is a function of the state and the action alone.
/// </summary>
public sealed class SpriteRoom
{
    /// <summary>Pixels on a side of a frame.</summary>
    public const int FrameSize = Cells * CellPixels;

    /// <summary>Numbers in a frame [3, 32, 32].</summary>
    public const int FrameLength = 3 * FrameSize * FrameSize;

    private const int Cells = 16, CellPixels = 2, ArrowCells = 3, BallCells = 2;

    private readonly bool[] walls = new bool[Cells * Cells];

    private SpriteRoom(CounterRandom random)
    {
        for (var k = 0; k < Cells; k++)
            walls[k] = walls[(Cells * Cells) - 1 - k] = walls[k * Cells] = walls[(k * Cells) + Cells - 1] = true;
        for (var bars = 2 + random.Below(2); bars > 0; bars--) AddBar(ref random);
        var (x, y) = FreePlace(ArrowCells, ref random);
        var (ballX, ballY) = FreePlace(BallCells, ref random);
        Start = new(x, y, (int)random.Below(4), ballX, ballY, (int)random.Below(4));
    }

    /// <summary>How it begins.</summary>
    public RoomState Start { get; }

    /// <summary>The room with this number: walls and start are functions of it.</summary>
    public static SpriteRoom Of(ulong number) => new(new CounterRandom(number));

    /// <summary>Whether a cell is part of a wall; the outermost all are.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such cell.</exception>
    public bool IsWall(int x, int y)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)x, (uint)Cells, nameof(x));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)y, (uint)Cells, nameof(y));
        return walls[(y * Cells) + x];
    }

    /// <summary>One step: the arrow does what it is told, the ball rolls one cell or, at a wall, turns round and rolls back.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such action.</exception>
    public RoomState Next(RoomState state, RoomAction action)
    {
        var (x, y, heading) = (state.X, state.Y, state.Heading);
        switch (action)
        {
            case RoomAction.Forward: (x, y) = Ahead(x, y, heading, ArrowCells) ?? (x, y); break;
            case RoomAction.Left: heading = (heading + 3) % 4; break;
            case RoomAction.Right: heading = (heading + 1) % 4; break;
            case RoomAction.Stay: break;
            default: throw new ArgumentOutOfRangeException(nameof(action), action, "there is no such action");
        }
        var rolling = state.BallHeading;
        if (Ahead(state.BallX, state.BallY, rolling, BallCells) is null) rolling = (rolling + 2) % 4;
        var (ballX, ballY) = Ahead(state.BallX, state.BallY, rolling, BallCells) ?? (state.BallX, state.BallY);
        return new(x, y, heading, ballX, ballY, rolling);
    }

    /// <summary>Whether going forward would be stopped by a wall.</summary>
    public bool IsBlocked(RoomState state) => Ahead(state.X, state.Y, state.Heading, ArrowCells) is null;

    /// <summary>A frame: blue walls, the arrow in yellow with a white tip, and over it the ball in red. Where the ball rolls, one frame does not show.</summary>
    /// <param name="frame">Receives [3, 32, 32], each channel 0 or 1.</param>
    public void Draw(RoomState state, Span<float> frame)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(frame.Length, FrameLength, nameof(frame));
        frame.Clear();
        var blue = frame[(2 * FrameSize * FrameSize)..];
        for (var k = 0; k < blue.Length; k++)
            if (walls[(k / FrameSize / CellPixels * Cells) + (k % FrameSize / CellPixels)]) blue[k] = 1;
        RoomSprites.DrawArrow(frame, FrameSize, state.X * CellPixels, state.Y * CellPixels, state.Heading);
        RoomSprites.DrawBall(frame, FrameSize, state.BallX * CellPixels, state.BallY * CellPixels);
    }

    /// <summary>The place one cell further; null where a wall is.</summary>
    private (int X, int Y)? Ahead(int x, int y, int heading, int size)
    {
        var (toX, toY) = heading switch { 0 => (x, y - 1), 1 => (x + 1, y), 2 => (x, y + 1), _ => (x - 1, y) };
        return IsFree(toX, toY, size) ? (toX, toY) : null;
    }

    private bool IsFree(int x, int y, int size)
    {
        for (var row = y; row < y + size; row++)
            for (var column = x; column < x + size; column++)
                if (walls[(row * Cells) + column]) return false;
        return true;
    }

    /// <summary>Two cells thick, two to six long, at even cells.</summary>
    private void AddBar(ref CounterRandom random)
    {
        var (length, upright) = ((int)random.Below(5) + 2, random.Below(2) == 0);
        var (width, height) = upright ? (2, length) : (length, 2);
        var (left, top) = (2 * (int)random.Below(8), 2 * (int)random.Below(8));
        for (var y = top; y < Math.Min(top + height, Cells); y++)
            for (var x = left; x < Math.Min(left + width, Cells); x++) walls[(y * Cells) + x] = true;
    }

    // Three bars cover at most 36 of 196 cells, so that there always is a place.
    private (int X, int Y) FreePlace(int size, ref CounterRandom random)
    {
        while (true)
        {
            var (x, y) = (1 + (int)random.Below((uint)(Cells - 1 - size)), 1 + (int)random.Below((uint)(Cells - 1 - size)));
            if (IsFree(x, y, size)) return (x, y);
        }
    }
}
