using System.Text.Json.Nodes;
using Elbo.Data;
using Elbo.Runs.Sessions;
using Elbo.Torch;
using Elbo.Torch.IO;

namespace Elbo.Bench.Measurements;

/// <summary>The peers of one case, on the same examples and threads. What the installed PyTorch cannot do is left out with its reason.</summary>
internal sealed class TrainPeers : IDisposable
{
    private const string Folder = "benches/peers";

    private readonly List<(PeerKind Kind, PeerProcess? Process, List<double> Times, string? Unfit)> all = [];

    /// <param name="examples">The file to write the examples into.</param>
    /// <exception cref="CommandException">PyTorch is missing.</exception>
    public TrainPeers(IReadOnlyList<PeerKind> kinds, TrainCase measured, string examples, IDataset data)
    {
        if (kinds.Count == 0) return;
        var script = Path.Combine(SourceTree.RootWith($"{Folder}/{measured.Peer}"), Folder, measured.Peer);
        using (TensorScope.Enter())
        {
            Npy.Save(examples, measured.Examples(data));
        }
        foreach (var kind in kinds)
        {
            var process = new PeerProcess("/usr/bin/python3", [script, "--threads", $"{TorchRuntime.Threads}", "--data", examples, .. measured.PeerArguments, .. kind.Arguments]);
            Description ??= process.Description;
            all.Add(Warm(kind, process, measured));
        }
    }

    /// <summary>What the first says of itself; null without peers.</summary>
    public JsonObject? Description { get; }

    /// <summary>Every peer takes its steps, one after another.</summary>
    public void TakeTurn(int batch, int steps)
    {
        foreach (var (_, process, times, _) in all)
            if (process is not null) times.Add((double)process.Ask($"run {batch} {steps}")["ms_per_step"]!);
    }

    /// <summary>How <paramref name="own"/> compares with each, turn by turn.</summary>
    public IReadOnlyList<PeerTime> Beside(IReadOnlyList<double> own) =>
        [.. all.Select(p => p.Process is null ? new PeerTime(p.Kind.Name, double.NaN, null, p.Unfit) : new(p.Kind.Name, Median.Of(p.Times), PairedRatio.Of(own, p.Times), null))];

    public void Dispose()
    {
        foreach (var (_, process, _, _) in all) process?.Dispose();
    }

    // The first steps build the model, and compile it where that was asked for.
    private static (PeerKind, PeerProcess?, List<double>, string?) Warm(PeerKind kind, PeerProcess process, TrainCase measured)
    {
        try
        {
            process.Ask($"run {measured.Batch} {measured.Steps}");
            return (kind, process, [], null);
        }
        catch (CommandException refusal)
        {
            process.Dispose();
            return (kind, null, [], $"PyTorch {(string?)process.Description["torch"]}: {refusal.Message}");
        }
    }
}
