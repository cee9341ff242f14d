using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Elbo.Runs.Machine;
using Elbo.Runs.Sessions;

namespace Elbo.Cli.Doctor;

/// <summary>Processor: model, cores this process may use, instruction sets that matter here.</summary>
internal sealed class ProcessorCheck : ICheck
{
    public IEnumerable<Finding> Look()
    {
        var facts = ProcessorFacts.Here;
        var cores = Environment.ProcessorCount;
        var sets = facts.Named.ToList();
        JsonObject details = new() { ["model"] = facts.Model, ["cores"] = cores, ["instruction_sets"] = Json.Array(sets) };
        var found = $"{facts.Model}, {cores} {(cores == 1 ? "core" : "cores")} for this process, {(sets.Count > 0 ? string.Join(' ', sets) : "no vector instructions named")}";
        yield return RuntimeInformation.ProcessArchitecture is Architecture.X64 && facts.Flags.Count > 0 && !facts.Flags.Contains("avx2")
            ? Finding.Warn("cpu", found, "without AVX2 training takes several times as long; another machine would be faster", details)
            : Finding.Ok("cpu", found, details);
    }
}
