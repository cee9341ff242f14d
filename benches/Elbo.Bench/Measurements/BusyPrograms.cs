using System.Diagnostics;
using System.Globalization;

namespace Elbo.Bench.Measurements;

/// <summary>Programs that keep cores busy while something is measured, as others do on a shared machine.</summary>
internal sealed class BusyPrograms : IDisposable
{
    // Ends by itself when this process is gone without having disposed of it.
    private const string Loop = "while kill -0 $1 2>/dev/null; do i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done; done";

    private readonly List<Process> running = [];

    /// <param name="count">One thread each.</param>
    public BusyPrograms(int count)
    {
        for (var k = 0; k < count; k++)
            running.Add(Process.Start(new ProcessStartInfo("sh", ["-c", Loop, "busy", Environment.ProcessId.ToString(CultureInfo.InvariantCulture)]))!);
    }

    public void Dispose()
    {
        foreach (var program in running)
        {
            program.Kill();
            program.Dispose();
        }
    }
}
