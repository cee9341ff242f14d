using Elbo.Cli.Shell;
using Elbo.Runs.Machine;
using Elbo.Torch;

namespace Elbo.Cli.Doctor;

/// <summary>Whether libtorch can be used here; tried once.</summary>
internal static class LoadedLibtorch
{
    private static readonly Lazy<string?> problem = new(() =>
    {
        try
        {
            TorchRuntime.Verify();
            EngineThreads.Use();
            return null;
        }
        catch (Exception failure)
        {
            return Failures.Explain(failure).Line;
        }
    });

    /// <summary>Why libtorch or the shim over it does not load, or null.</summary>
    public static string? Problem => problem.Value;

    public static bool IsHere => Problem is null;
}
