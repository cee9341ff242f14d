using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Elbo.Cli.Shell;

namespace Elbo.Cli.Doctor;

/// <summary>Elbo, .NET and the system.</summary>
internal sealed class SoftwareCheck : ICheck
{
    public IEnumerable<Finding> Look()
    {
        yield return Finding.Ok("elbo", $"{Invocation.Version}, {AppContext.BaseDirectory}", new JsonObject { ["version"] = Invocation.Version });
        yield return Finding.Ok("dotnet", $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}",
            new JsonObject { ["version"] = Environment.Version.ToString() });
        yield return Finding.Ok("system", $"{SystemName()}, kernel {Kernel()}");
    }

    private static string Kernel()
    {
        const string file = "/proc/sys/kernel/osrelease";
        return File.Exists(file) ? File.ReadAllText(file).Trim() : Environment.OSVersion.Version.ToString();
    }

    private static string SystemName()
    {
        const string file = "/etc/os-release";
        var line = File.Exists(file) ? File.ReadLines(file).FirstOrDefault(l => l.StartsWith("PRETTY_NAME=", StringComparison.Ordinal)) : null;
        return line?["PRETTY_NAME=".Length..].Trim('"') ?? RuntimeInformation.OSDescription;
    }
}
