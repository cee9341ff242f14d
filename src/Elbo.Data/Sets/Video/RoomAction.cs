namespace Elbo.Data;

/// <summary>What the arrow of a <see cref="SpriteRoom"/> does in a step.</summary>
public enum RoomAction
{
    /// <summary>One cell in the direction it points; nothing where a wall is in the way.</summary>
    Forward,

    /// <summary>A quarter turn anticlockwise.</summary>
    Left,

    /// <summary>A quarter turn clockwise.</summary>
    Right,

    /// <summary>Nothing moves.</summary>
    Stay,
}
