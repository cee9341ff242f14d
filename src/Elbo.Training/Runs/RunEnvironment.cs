using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Elbo.Torch;

namespace Elbo.Training.Runs;

/// <summary>What a run ran on, for the record.</summary>
public static class RunEnvironment
{
    /// <summary>Versions, processor and threads as JSON.</summary>
    public static string Describe() => new JsonObject
    {
        ["elbo"] = typeof(RunEnvironment).Assembly.GetName().Version?.ToString(3),
        ["dotnet"] = Environment.Version.ToString(),
        ["libtorch"] = TorchRuntime.Version,
        ["os"] = RuntimeInformation.OSDescription,
        ["cpu"] = Processor(),
        ["cores"] = Environment.ProcessorCount,
        ["threads"] = TorchRuntime.Threads,
        ["started"] = DateTime.UtcNow.ToString("u"),
    }.ToJsonString(new() { WriteIndented = true }) + "\n";

    private static string Processor()
    {
        const string Key = "model name";
        if (!File.Exists("/proc/cpuinfo")) return RuntimeInformation.ProcessArchitecture.ToString();
        var line = File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith(Key, StringComparison.Ordinal));
        return line is null ? RuntimeInformation.ProcessArchitecture.ToString() : line[(line.IndexOf(':') + 1)..].Trim();
    }
}
