using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Elbo.Cli.Shell;
using Elbo.Evaluation.Likelihood;
using Elbo.Models;
using Elbo.Models.Latents;
using Elbo.Models.Zoo.GaussianVae;
using Elbo.Probability.Inference;
using Elbo.Runs.Sessions;
using Elbo.Torch;

namespace Elbo.Bench.Measurements;

/// <summary>
/// Annealed importance sampling of 100 images by 16 chains through the decoder 50-200-200-784 beside a hand-written PyTorch loop on the same libtorch, and beside the matrix products alone. Short runs take turns.
/// </summary>
/// <param name="Elbo">Milliseconds of one distribution, all images and chains.</param>
/// <param name="Peer">The same in PyTorch; null where it was not asked for.</param>
/// <param name="Floor">Ten evaluations' matrix products, forward and of the input's gradient.</param>
/// <param name="Flops">Multiplications and additions behind <paramref name="Floor"/>.</param>
/// <param name="OverFloor">Ratio of ours to it.</param>
/// <param name="OverPeer">Ratio of ours to the peer.</param>
internal sealed record AnnealingBench(double Elbo, double? Peer, double Floor, double Flops, PairedRatio OverFloor, PairedRatio? OverPeer)
{
    public const int Images = 100, Chains = 16;

    private const int Distributions = 4, WarmUp = 6;

    private static readonly (int In, int Out)[] Decoder = [(50, 200), (200, 200), (200, 784)];

    /// <param name="turns">How often the sides take turns.</param>
    /// <exception cref="CommandException">PyTorch was asked for and is missing.</exception>
    public static AnnealingBench Measure(bool withPeer, int turns, Session session)
    {
        using var start = new Generator(1);
        using var model = VaeDefinition.Build(new(), new([1, 28, 28], start));
        model.Evaluate();
        using var floor = new MatrixProducts(Images * Chains, Decoder, inputsAlone: true);
        using var peer = withPeer ? new PeerProcess("/usr/bin/python3", [Script(), "--threads", $"{TorchRuntime.Threads}", "--chains", Chains.ToString(CultureInfo.InvariantCulture)]) : null;
        using var work = session.Progress.Begin("bench ais", turns);
        Own(model, WarmUp);
        Peers(peer, 2);
        List<double> own = [], other = [], least = [];
        for (var turn = 1; turn <= turns; turn++)
        {
            session.Cancel.ThrowIfCancellationRequested();
            own.Add(Own(model, Distributions));
            if (peer is not null) other.Add(Peers(peer, Distributions));
            least.Add(HamiltonianKernel.UsualSteps * floor.Measure(2 * HamiltonianKernel.UsualSteps));
            work.Report(turn);
        }
        work.Done();
        return new(Median.Of(own), peer is null ? null : Median.Of(other), Median.Of(least), HamiltonianKernel.UsualSteps * floor.Flops, PairedRatio.Of(own, least), peer is null ? null : PairedRatio.Of(own, other));
    }

    private static double Peers(PeerProcess? peer, int count) => peer is null ? double.NaN : (double)peer.Ask($"run {Images} {count}")["ms_per_step"]!;

    // In blocks, as an evaluation takes them.
    private static double Own(Model model, int moves)
    {
        var latent = model.As<ILatentVariables>()!;
        var schedule = AnnealingSchedule.Linear(1001);
        const int Size = AnnealedEvaluator.Rows / Chains;
        double milliseconds = 0;
        for (var first = 0; first < Images; first += Size)
        {
            using var scope = TensorScope.Enter();
            using var off = Gradients.Off();
            var x = new NoiseStream(1, 64 * (ulong)first).Uniform([Size, 784]).Gt(0.8).To(DType.F32);
            var path = new PosteriorPath(latent, new(x, null, Tensor.Arange(Size)), AnnealingBase.Prior);
            // The beginning of the path: the first distributions and as many moves.
            var clock = Stopwatch.StartNew();
            AnnealedImportance.Forward(path, [.. schedule[..(moves + 2)]], Chains, new AdaptingStepSize(0.1), new NoiseStream(2, 64 * (ulong)first));
            milliseconds += clock.Elapsed.TotalMilliseconds;
        }
        return milliseconds / moves;
    }

    private static string Script() => Path.Combine(SourceTree.RootWith("benches/peers/ais.py"), "benches/peers/ais.py");

    public JsonObject ToJson() => new()
    {
        ["elbo_ms"] = Json.Number(Elbo, 3),
        ["peer_ms"] = Peer is { } ms ? Json.Number(ms, 3) : null,
        ["floor_ms"] = Json.Number(Floor, 3),
        ["floor_gflops"] = Json.Number(Flops / Floor / 1e6, 1),
        ["over_floor"] = OverFloor.ToJson(),
        ["over_peer"] = OverPeer?.ToJson(),
    };
}
