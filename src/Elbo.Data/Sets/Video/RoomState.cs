namespace Elbo.Data;

/// <summary>All that changes in a <see cref="SpriteRoom"/>. Places are those of the upper left cell, from the upper left of the room.</summary>
/// <param name="X">Of the arrow, in cells from the left.</param>
/// <param name="Y">Of the arrow, in cells from the top.</param>
/// <param name="Heading">Where it points: 0 up, 1 right, 2 down, 3 left.</param>
/// <param name="BallX">Of the ball.</param>
/// <param name="BallY">Of the ball.</param>
/// <param name="BallHeading">Where the ball rolls, as <paramref name="Heading"/>.</param>
public readonly record struct RoomState(int X, int Y, int Heading, int BallX, int BallY, int BallHeading);
