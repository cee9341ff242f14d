namespace Elbo.Testing;

/// <summary>A clock that stands until it is moved.</summary>
public sealed class HandClock : TimeProvider
{
    private long now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => now;

    public void Pass(double seconds) => now += TimeSpan.FromSeconds(seconds).Ticks;
}
