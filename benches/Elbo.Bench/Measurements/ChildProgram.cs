using System.ComponentModel;
using System.Diagnostics;
using Elbo.Runs.Sessions;

namespace Elbo.Bench.Measurements;

/// <summary>Runs another program and gives back what it printed.</summary>
internal static class ChildProgram
{
    /// <param name="variables">Set for the child in addition.</param>
    /// <exception cref="CommandException">It cannot be started or fails; the message has the last line it wrote to standard error.</exception>
    public static string Run(string program, IEnumerable<string> arguments, CancellationToken cancel, params ReadOnlySpan<(string Name, string Value)> variables)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var (name, value) in variables) start.Environment[name] = value;
        using var child = Start(start);
        child.StandardInput.Close();
        try
        {
            var output = child.StandardOutput.ReadToEndAsync(cancel);
            var errors = child.StandardError.ReadToEndAsync(cancel);
            Task.WhenAll(output, errors, child.WaitForExitAsync(cancel)).GetAwaiter().GetResult();
            // The terminal sends Ctrl-C to the child as well; its death is then no failure.
            cancel.ThrowIfCancellationRequested();
            if (child.ExitCode == 0) return output.Result;
            var reason = errors.Result.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is [.., var last] ? last : $"exit code {child.ExitCode}";
            throw new CommandException($"{Path.GetFileName(program)} failed: {reason}");
        }
        finally
        {
            if (!child.HasExited) child.Kill(entireProcessTree: true);
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start) ?? throw new CommandException($"{start.FileName} did not start");
        }
        catch (Win32Exception failure)
        {
            throw new CommandException($"{start.FileName} cannot be run: {failure.Message}");
        }
    }
}
