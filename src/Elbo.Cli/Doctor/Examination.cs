using Elbo.Cli.Shell;

namespace Elbo.Cli.Doctor;

/// <summary>All checks, in the order they are shown.</summary>
internal static class Examination
{
    private static readonly ICheck[] checks =
    [
        new SoftwareCheck(), new ProcessorCheck(), new MemoryCheck(), new LibtorchCheck(), new BlasCheck(), new ThreadsCheck(),
        new VariablesCheck(), new CudaCheck(), new SpeedCheck(), new DataCheck(),
    ];

    /// <summary>Every finding. A check that breaks is a finding too, and the others still run.</summary>
    public static IEnumerable<Finding> Run(CancellationToken cancel)
    {
        foreach (var check in checks)
        {
            cancel.ThrowIfCancellationRequested();
            foreach (var finding in Look(check)) yield return finding;
        }
    }

    private static IReadOnlyList<Finding> Look(ICheck check)
    {
        try
        {
            return [.. check.Look()];
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            var name = check.GetType().Name.Replace("Check", "").ToLowerInvariant();
            return [Finding.Warn(name, $"could not be looked at: {Failures.Explain(failure).Line}", "please report this, with the output of elbo doctor --json")];
        }
    }
}
