using System.Diagnostics;
using System.Text.Json.Nodes;
using Elbo.Cli.Shell;
using Elbo.Probability;
using Elbo.Runs.Sessions;
using Elbo.Torch;

namespace Elbo.Bench.Measurements;

/// <summary>A million draws of von Mises–Fisher distributions, one for each of as many mean directions, beside a vectorised PyTorch port on the same libtorch. They take turns.</summary>
/// <param name="Coordinates">m.</param>
/// <param name="Kappa">κ of all.</param>
/// <param name="Elbo">Milliseconds of all draws.</param>
/// <param name="Peer">The same in PyTorch; null where it was not asked for.</param>
/// <param name="OverPeer">Ratio of ours to the peer.</param>
internal sealed record DirectionsBench(long Coordinates, double Kappa, double Elbo, double? Peer, PairedRatio? OverPeer)
{
    public const long Draws = 1_000_000;

    private static readonly (long Coordinates, double Kappa)[] Cases = [(3, 10), (6, 10), (21, 50)];

    /// <param name="turns">How often the sides take turns.</param>
    /// <exception cref="CommandException">PyTorch was asked for and is missing.</exception>
    public static IReadOnlyList<DirectionsBench> Measure(bool withPeer, int turns, Session session)
    {
        using var peer = withPeer ? new PeerProcess("/usr/bin/python3", [Path.Combine(SourceTree.RootWith("benches/peers/directions.py"), "benches/peers/directions.py"), "--threads", $"{TorchRuntime.Threads}"]) : null;
        using var work = session.Progress.Begin("bench directions", turns * Cases.Length);
        List<DirectionsBench> rows = [];
        foreach (var (m, kappa) in Cases)
        {
            Own(m, kappa);
            List<double> own = [], other = [];
            for (var turn = 0; turn < turns; turn++)
            {
                session.Cancel.ThrowIfCancellationRequested();
                own.Add(Own(m, kappa));
                if (peer is not null) other.Add((double)peer.Ask(FormattableString.Invariant($"run {Draws} {m} {kappa}"))["ms"]!);
                work.Report(rows.Count * turns + turn + 1);
            }

            rows.Add(new(m, kappa, Median.Of(own), peer is null ? null : Median.Of(other), peer is null ? null : PairedRatio.Of(own, other)));
        }

        work.Done();
        return rows;
    }

    private static double Own(long m, double kappa)
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        var mu = new HypersphericalUniform(m).Draw(new NoiseStream(1), Draws).Value;
        var distribution = new VonMisesFisher(mu, Tensor.Full([Draws], kappa));
        var clock = Stopwatch.StartNew();
        distribution.Draw(new NoiseStream(2));
        return clock.Elapsed.TotalMilliseconds;
    }

    public JsonObject ToJson() => new()
    {
        ["coordinates"] = Coordinates,
        ["kappa"] = Json.Number(Kappa, 1),
        ["elbo_ms"] = Json.Number(Elbo, 1),
        ["peer_ms"] = Peer is { } ms ? Json.Number(ms, 1) : null,
        ["over_peer"] = OverPeer?.ToJson(),
    };
}
