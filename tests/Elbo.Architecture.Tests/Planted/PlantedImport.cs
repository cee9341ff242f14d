using System.Runtime.InteropServices;

namespace Elbo.Architecture.Tests.Planted;

/// <summary>A call into the shim from outside the binding. It is looked at, never called.</summary>
internal static class PlantedImport
{
    [DllImport("elbo_torch", EntryPoint = "elbo_planted")]
    public static extern int Call();
}
