using System.Text.Json.Nodes;
using Elbo.Runs.Machine;
using Elbo.Torch;

namespace Elbo.Cli.Doctor;

/// <summary>Threads an operation may use, against the cores there are.</summary>
internal sealed class ThreadsCheck : ICheck
{
    public IEnumerable<Finding> Look()
    {
        if (!LoadedLibtorch.IsHere) yield break;
        var (threads, cores) = (TorchRuntime.Threads, Environment.ProcessorCount);
        JsonObject details = new() { ["threads"] = threads, ["cores"] = cores };
        var found = $"{threads} for {cores} {(cores == 1 ? "core" : "cores")}";
        if (threads > cores) yield return Finding.Warn("threads", found, $"more threads than cores wait for each other: --threads {cores}, or unset OMP_NUM_THREADS", details);
        else if (threads < EngineThreads.Choose(null, cores, ProcessorFacts.Here.Cores)) yield return Finding.Warn("threads", found, $"cores stay idle: unset OMP_NUM_THREADS", details);
        else yield return Finding.Ok("threads", found, details);
    }
}
