using System.Globalization;
using System.Text.Json.Nodes;
using Elbo.Runs.Sessions;

namespace Elbo.Cli.Doctor;

/// <summary>Memory of the machine and what of it is free.</summary>
internal sealed class MemoryCheck : ICheck
{
    private const double Gibi = 1024.0 * 1024 * 1024;

    /// <summary>libtorch with MNIST and a small model takes about half of it.</summary>
    private const double EnoughGibi = 1.5;

    public IEnumerable<Finding> Look()
    {
        // The collector knows the limit of a container, the kernel's list does not.
        var total = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / Gibi;
        var free = Math.Min(total, Kernel("MemAvailable:") ?? total);
        JsonObject details = new() { ["total_gib"] = Json.Number(total, 2), ["available_gib"] = Json.Number(free, 2) };
        var found = string.Create(CultureInfo.InvariantCulture, $"{free:0.0} of {total:0.0} GiB free");
        yield return free < EnoughGibi
            ? Finding.Warn("memory", found, $"less than {EnoughGibi} GiB: close other programs, or expect the system to end a training", details)
            : Finding.Ok("memory", found, details);
    }

    private static double? Kernel(string key)
    {
        const string file = "/proc/meminfo";
        var line = File.Exists(file) ? File.ReadLines(file).FirstOrDefault(l => l.StartsWith(key, StringComparison.Ordinal)) : null;
        var words = line?.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words is [_, var kilobytes, ..] ? double.Parse(kilobytes, CultureInfo.InvariantCulture) * 1024 / Gibi : null;
    }
}
