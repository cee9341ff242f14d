namespace Elbo.Data.Tests;

public sealed class SpriteRoomTests
{
    private static readonly RoomAction[] all = Enum.GetValues<RoomAction>();

    [Fact]
    public void Four_turns_either_way_give_the_same_heading_and_move_nothing()
    {
        var room = SpriteRoom.Of(3);
        foreach (var turn in new[] { RoomAction.Left, RoomAction.Right })
        {
            var state = room.Start;
            var seen = new List<int>();
            for (var k = 0; k < 4; k++)
            {
                state = room.Next(state, turn);
                (state.X, state.Y).ShouldBe((room.Start.X, room.Start.Y));
                seen.Add(state.Heading);
            }

            state.Heading.ShouldBe(room.Start.Heading);
            seen.Order().ShouldBe([0, 1, 2, 3]);
        }

        var turned = room.Next(room.Next(room.Start, RoomAction.Left), RoomAction.Right);
        (turned.X, turned.Y, turned.Heading).ShouldBe((room.Start.X, room.Start.Y, room.Start.Heading));
    }

    [Fact]
    public void Forward_is_one_cell_the_way_the_arrow_points_until_a_wall_stops_it()
    {
        (int X, int Y)[] ways = [(0, -1), (1, 0), (0, 1), (-1, 0)];
        for (ulong number = 0; number < 50; number++)
        {
            var room = SpriteRoom.Of(number);
            var state = room.Start;
            var way = ways[state.Heading];
            for (var k = 0; k < 20; k++)
            {
                var blocked = room.IsBlocked(state);
                var next = room.Next(state, RoomAction.Forward);
                (next.X - state.X, next.Y - state.Y).ShouldBe(blocked ? (0, 0) : way);
                next.Heading.ShouldBe(state.Heading);
                // What stops it is a wall, and without one nothing does.
                Footprint(state.X + way.X, state.Y + way.Y, 3).Any(c => room.IsWall(c.X, c.Y)).ShouldBe(blocked);
                state = next;
            }

            room.IsBlocked(state).ShouldBeTrue("a room is smaller than 20 cells");
        }
    }

    [Fact]
    public void Neither_arrow_nor_ball_is_ever_in_a_wall_and_the_ball_never_rests_nor_heeds_the_actions()
    {
        for (ulong number = 0; number < 100; number++)
        {
            var room = SpriteRoom.Of(number);
            var (state, other) = (room.Start, room.Start);
            for (var t = 0; t < 60; t++)
            {
                Footprint(state.X, state.Y, 3).Any(c => room.IsWall(c.X, c.Y)).ShouldBeFalse();
                Footprint(state.BallX, state.BallY, 2).Any(c => room.IsWall(c.X, c.Y)).ShouldBeFalse();
                var next = room.Next(state, all[(t * 7 + (int)number) % 4]);
                (Math.Abs(next.BallX - state.BallX) + Math.Abs(next.BallY - state.BallY)).ShouldBe(1);
                other = room.Next(other, RoomAction.Stay);
                (next.BallX, next.BallY, next.BallHeading).ShouldBe((other.BallX, other.BallY, other.BallHeading));
                state = next;
            }

            // Staying is staying.
            (other.X, other.Y, other.Heading).ShouldBe((room.Start.X, room.Start.Y, room.Start.Heading));
        }
    }

    [Fact]
    public void A_frame_shows_heading_and_place_in_colours_of_zeros_and_ones()
    {
        var room = SpriteRoom.Of(5);
        var frames = new HashSet<string>();
        foreach (var heading in Enumerable.Range(0, 4))
        {
            var frame = Frame(room, room.Start with { Heading = heading, BallX = 1, BallY = 1 });
            frame.ShouldAllBe(v => v == 0 || v == 1);
            frames.Add(string.Concat(frame));
        }

        frames.Count.ShouldBe(4);
        frames.Add(string.Concat(Frame(room, room.Start with { X = room.Start.X + 1, Heading = 0, BallX = 1, BallY = 1 }))).ShouldBeTrue();
        // Twelve pixels of the ball are pure red, wherever it is and whatever is under it.
        var start = Frame(room, room.Start);
        Enumerable.Range(0, 1024).Count(k => (start[k], start[1024 + k], start[2048 + k]) == (1, 0, 0)).ShouldBe(12);
        Should.Throw<ArgumentOutOfRangeException>(() => room.Next(room.Start, (RoomAction)4)).Message.ShouldContain("no such action");
    }

    private static float[] Frame(SpriteRoom room, RoomState state)
    {
        var frame = new float[SpriteRoom.FrameLength];
        room.Draw(state, frame);
        return frame;
    }

    private static IEnumerable<(int X, int Y)> Footprint(int x, int y, int size) =>
        from row in Enumerable.Range(y, size) from column in Enumerable.Range(x, size) select (column, row);
}
