using System.Text.Json.Nodes;
using Elbo.Runs.Sessions;

namespace Elbo.Bench.Measurements;

/// <summary>A peer in a case: milliseconds per step and how ours compares; or why it did not run.</summary>
internal sealed record PeerTime(string Name, double Milliseconds, PairedRatio? Ratio, string? Unfit)
{
    public JsonObject ToJson() => Unfit is null
        ? new() { ["peer"] = Name, ["ms"] = Json.Number(Milliseconds, 4), ["ratio"] = Ratio?.ToJson() }
        : new() { ["peer"] = Name, ["unfit"] = Unfit };
}

/// <summary>One case: milliseconds per training step here, in the peers, and of its matrix products or convolutions alone.</summary>
internal sealed record TrainRow(string Case, double Elbo, IReadOnlyList<PeerTime> Peers, double Floor, double GigaflopsPerSecond)
{
    public JsonObject ToJson() => new()
    {
        ["case"] = Case,
        ["elbo_ms"] = Json.Number(Elbo, 4),
        ["peers"] = Json.Array(Peers.Select(p => (JsonNode?)p.ToJson())),
        ["floor_ms"] = Json.Number(Floor, 4),
        ["floor_gflops"] = Json.Number(GigaflopsPerSecond, 1),
    };
}
