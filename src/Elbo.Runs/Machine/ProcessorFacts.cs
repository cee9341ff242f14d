using System.Runtime.InteropServices;

namespace Elbo.Runs.Machine;

/// <summary>What /proc/cpuinfo says: model and flags of the first processor, and how many cores there are.</summary>
/// <param name="Flags">The kernel's names of instruction sets: <c>avx2</c>, <c>avx512f</c>.</param>
/// <param name="Cores">Physical cores, hyperthreads counted once; 0 where the kernel does not say.</param>
public sealed record ProcessorFacts(string Model, IReadOnlySet<string> Flags, int Cores)
{
    private const string CpuInfo = "/proc/cpuinfo";

    /// <summary>What matrix products profit from, in the order of worth.</summary>
    private static readonly string[] worthNaming = ["amx_bf16", "amx_int8", "avx512_bf16", "avx512_vnni", "avx512f", "avx_vnni", "fma", "avx2", "avx", "sse4_2", "sve", "asimd"];

    /// <summary>Of this machine, read once; without flags where there is no such file.</summary>
    public static ProcessorFacts Here { get; } = Parse(File.Exists(CpuInfo) ? File.ReadLines(CpuInfo) : []);

    /// <summary>The flags of <see cref="Flags"/> that matrix products profit from, the most worth first.</summary>
    public IEnumerable<string> Named => worthNaming.Where(Flags.Contains);

    /// <summary>Reads a file of this form.</summary>
    /// <param name="lines">As the kernel writes them: a key, a colon and a value, for one processor after the other.</param>
    public static ProcessorFacts Parse(IEnumerable<string> lines)
    {
        string? model = null;
        var package = "";
        HashSet<string> flags = new(StringComparer.Ordinal);
        HashSet<(string Package, string Core)> cores = [];
        foreach (var line in lines)
        {
            var colon = line.IndexOf(':');
            if (colon < 0) continue;
            var value = line[(colon + 1)..].Trim();
            switch (line[..colon].Trim())
            {
                case "model name": model ??= value; break;
                case "physical id": package = value; break;
                case "core id": cores.Add((package, value)); break;
                case "flags" or "Features" when flags.Count == 0: flags.UnionWith(value.Split(' ', StringSplitOptions.RemoveEmptyEntries)); break;
            }
        }

        return new(model ?? RuntimeInformation.ProcessArchitecture.ToString(), flags, cores.Count);
    }
}
