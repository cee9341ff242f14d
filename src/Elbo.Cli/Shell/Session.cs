using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Elbo.Runs.Sessions;

namespace Elbo.Cli.Shell;

/// <summary>What a running command has of the world: where its result goes, where progress goes, when to stop.</summary>
/// <param name="output">Standard output. Only <see cref="Result"/> writes to it.</param>
/// <param name="json">Whether the result is one JSON object.</param>
internal sealed class Session(TextWriter output, bool json, IProgress progress, CancellationToken cancel) : ISession
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private bool reported;

    public IProgress Progress => progress;

    /// <summary>Fires on Ctrl-C.</summary>
    public CancellationToken Cancel => cancel;

    /// <summary>A line for the reader, on standard error; not shown with <c>--quiet</c>.</summary>
    public void Note(string line) => progress.Note(line);

    /// <summary>What the command was asked for, in the form that was asked for. Called once.</summary>
    public void Result(Func<JsonObject> asJson, Action<TextWriter> asText)
    {
        if (reported) throw new InvalidOperationException("a command reports one result");
        reported = true;
        try
        {
            if (json) output.WriteLine(asJson().ToJsonString(Plain));
            else asText(new HarmlessWriter(output));
            output.Flush();
        }
        catch (IOException failure)
        {
            throw new CommandException($"standard output: {failure.Message}");
        }
    }
}
