using Elbo.Torch;

namespace Elbo.Runs.Machine;

/// <summary>Threads that operations use when nobody says otherwise.</summary>
public static class EngineThreads
{
    /// <summary>
    /// One per physical core that this process may use. libtorch's own guess is not taken: Debian's build takes a single thread on
    /// virtual machines whose topology it cannot read.
    /// </summary>
    public static int Usual { get; } = Choose(Environment.GetEnvironmentVariable("OMP_NUM_THREADS"), Environment.ProcessorCount, ProcessorFacts.Here.Cores);

    /// <summary>Sets libtorch's threads: <paramref name="asked"/> of <c>--threads</c>, or the usual number.</summary>
    public static void Use(int? asked = null) => TorchRuntime.Threads = asked ?? Usual;

    /// <summary>What OMP_NUM_THREADS says, or the cores, of which hyperthreads add nothing to matrix products.</summary>
    public static int Choose(string? variable, int processors, int cores) =>
        int.TryParse(variable?.Split(',')[0], out var wanted) && wanted > 0 ? wanted
        : cores > 0 ? Math.Min(processors, cores)
        : processors;
}
