using Elbo.Runs.Machine;

namespace Elbo.Cli.Doctor;

/// <summary>Environment variables that make matrix products slower than this machine can do them.</summary>
internal sealed class VariablesCheck : ICheck
{
    /// <summary>OpenBLAS cores and the instruction set each needs, oldest first.</summary>
    private static readonly (string Core, string Flag)[] cores =
    [
        ("prescott", ""), ("core2", ""), ("penryn", "sse4_1"), ("dunnington", "sse4_1"), ("nehalem", "sse4_2"), ("opteron", ""), ("barcelona", ""),
        ("sandybridge", "avx"), ("bulldozer", "avx"), ("piledriver", "avx"), ("steamroller", "avx"), ("haswell", "avx2"), ("excavator", "avx2"), ("zen", "avx2"),
        ("skylakex", "avx512f"), ("cooperlake", "avx512_bf16"), ("sapphirerapids", "amx_bf16"),
    ];

    private static readonly string[] ranks = ["", "sse4_1", "sse4_2", "avx", "avx2", "avx512f", "avx512_bf16", "amx_bf16"];

    public IEnumerable<Finding> Look()
    {
        var findings = Look(Environment.GetEnvironmentVariable, ProcessorFacts.Here.Flags, Environment.ProcessorCount).ToList();
        return findings.Count > 0 ? findings : [Finding.Ok("variables", "none that slow things down")];
    }

    /// <summary>The same for any environment and processor.</summary>
    public static IEnumerable<Finding> Look(Func<string, string?> variable, IReadOnlySet<string> flags, int cores)
    {
        if (variable("OPENBLAS_CORETYPE") is { Length: > 0 } core && OlderThan(core, flags) is { } better)
            yield return Slow("OPENBLAS_CORETYPE", core, $"this processor also has {better}");
        if (variable("ATEN_CPU_CAPABILITY") is "default" or "avx2" && flags.Contains("avx512f"))
            yield return Slow("ATEN_CPU_CAPABILITY", variable("ATEN_CPU_CAPABILITY")!, "this processor also has avx512f");
        foreach (var name in new[] { "DNNL_MAX_CPU_ISA", "ONEDNN_MAX_CPU_ISA" })
            if (variable(name) is { Length: > 0 } isa && !isa.Equals("ALL", StringComparison.OrdinalIgnoreCase)) yield return Slow(name, isa, "it limits the instruction sets of oneDNN");
        foreach (var name in new[] { "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "GOTO_NUM_THREADS", "MKL_NUM_THREADS", "OMP_THREAD_LIMIT" })
            if (int.TryParse(variable(name), out var threads) && threads > 0 && threads < cores) yield return Slow(name, $"{threads}", $"there are {cores} cores");
        if (variable("OMP_PROC_BIND") is { Length: > 0 } bind && !bind.Equals("false", StringComparison.OrdinalIgnoreCase))
            yield return Slow("OMP_PROC_BIND", bind, "threads bound to cores cannot move away from other programs");
        if (variable("DOTNET_TieredCompilation") is "0" || variable("DOTNET_ReadyToRun") is "0")
            yield return Slow("DOTNET_TieredCompilation / DOTNET_ReadyToRun", "0", "each start compiles everything");
    }

    private static Finding Slow(string name, string value, string why) =>
        Finding.Warn("variables", $"{name}={value}: {why}", $"unset {name}", new() { ["variable"] = name, ["value"] = value });

    /// <summary>The best instruction set that the processor has and the core leaves unused; null where the core is fit or unknown.</summary>
    private static string? OlderThan(string core, IReadOnlySet<string> flags)
    {
        var known = Array.FindIndex(cores, c => c.Core.Equals(core, StringComparison.OrdinalIgnoreCase));
        if (known < 0) return null;
        var rank = Array.IndexOf(ranks, cores[known].Flag);
        // What lies beyond AVX-512 changes little for f32, which is what training uses.
        var best = Array.FindLastIndex(ranks, Array.IndexOf(ranks, "avx512f"), r => r.Length > 0 && flags.Contains(r));
        return best > rank ? ranks[best] : null;
    }
}
