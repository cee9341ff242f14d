// Types in folders that name each other, in the ways in which code names a type: for the test that such circles are seen.
#pragma warning disable IDE0130 // the folders are meant

namespace Elbo.Architecture.Tests.Planted.Folders.Tables
{
    /// <summary>Names a chair in a signature only, and a leg in the body of a closure only.</summary>
    internal sealed class Table
    {
        public static IEnumerable<Chairs.Chair> Seats() => [];

        public static Func<int> Height() => () => Legs.Leg.Usual();
    }
}

namespace Elbo.Architecture.Tests.Planted.Folders.Chairs
{
    /// <summary>Names a table as a generic argument of a call.</summary>
    internal sealed class Chair
    {
        public static object Put() => new List<object>().OfType<Tables.Table>();
    }
}

namespace Elbo.Architecture.Tests.Planted.Folders.Legs
{
    /// <summary>Names a room in an array that it makes.</summary>
    internal sealed class Leg
    {
        public static int Usual() => ((object)new Rooms.Room[1]) is null ? 0 : 1;
    }
}

namespace Elbo.Architecture.Tests.Planted.Folders.Rooms
{
    /// <summary>Names a table as the type of a field.</summary>
    internal sealed class Room
    {
        public Tables.Table? Middle { get; init; }
    }
}
