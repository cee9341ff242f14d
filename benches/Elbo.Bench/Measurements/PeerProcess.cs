using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Elbo.Runs.Sessions;

namespace Elbo.Bench.Measurements;

/// <summary>A program of <c>benches/peers/</c> that waits for commands on standard input and answers each with one JSON line.</summary>
internal sealed class PeerProcess : IDisposable
{
    private readonly Process process;

    /// <exception cref="CommandException">It cannot be started, or says something other than <c>ready</c>.</exception>
    public PeerProcess(string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            process = Process.Start(start) ?? throw new CommandException($"{program} did not start");
        }
        catch (Win32Exception failure)
        {
            throw new CommandException($"{program} cannot be run: {failure.Message}");
        }
        var line = process.StandardOutput.ReadLine();
        if (line is null || !line.StartsWith("ready ", StringComparison.Ordinal))
        {
            var reason = process.StandardError.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries) is [.., var last] ? last : line ?? "it ended";
            Dispose();
            throw new CommandException($"the peer did not start: {reason.Trim()} (Debian: apt-get install python3-torch)");
        }
        Description = (JsonObject)JsonNode.Parse(line["ready ".Length..])!;
    }

    /// <summary>What the peer says of itself.</summary>
    public JsonObject Description { get; }

    /// <summary>Sends a command and reads the answer.</summary>
    /// <exception cref="CommandException">The peer ended or refused.</exception>
    public JsonObject Ask(string command)
    {
        process.StandardInput.WriteLine(command);
        process.StandardInput.Flush();
        var answer = process.StandardOutput.ReadLine() ?? throw new CommandException($"the peer ended at '{command}'");
        var json = (JsonObject)JsonNode.Parse(answer)!;
        return json["error"] is { } error ? throw new CommandException($"it refused: {error}") : json;
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        process.Dispose();
    }
}
