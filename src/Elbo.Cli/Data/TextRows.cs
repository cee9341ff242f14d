using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Elbo.Cli.Shell;
using Elbo.Runs.Sessions;
using Elbo.Torch.IO;

namespace Elbo.Cli.Data;

/// <summary>Texts that a command tells: on the console, in its JSON, or in a file of lines.</summary>
internal static class TextRows
{
    private static readonly JsonSerializerOptions plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Tells rows of named texts; a row of several is a line of them with arrows between.</summary>
    /// <param name="rows">With the same names each.</param>
    /// <param name="file">A .txt or .jsonl they are written to; null to tell them.</param>
    /// <param name="about">Beside the texts in the JSON of the command.</param>
    /// <exception cref="UsageException">The file has another ending.</exception>
    public static ExitCode Tell(Session session, IReadOnlyList<JsonObject> rows, string? file, params IEnumerable<KeyValuePair<string, JsonNode?>> about)
    {
        if (file is null)
        {
            session.Result(() => new(about.Append(new("texts", new JsonArray([.. rows.Select(Entry)])))), text =>
            {
                foreach (var row in rows) text.WriteLine(Line(row));
            });
            return ExitCode.Fine;
        }

        AtomicFile.WriteText(OutputFile.Place(Check(file)), string.Concat(rows.Select(row => (IsJson(file) ? row.ToJsonString(plain) : Line(row)) + "\n")));
        session.Result(() => new(about.Append(new("file", file))), text => text.WriteLine($"{file}  {rows.Count} lines"));
        return ExitCode.Fine;
    }

    /// <summary>A row of one text.</summary>
    public static JsonObject Row(string text) => new() { ["text"] = text };

    /// <summary>Refuses a name that no text is written under, before anything is computed.</summary>
    /// <exception cref="UsageException">It ends otherwise.</exception>
    public static string Check(string file) => IsJson(file) || file.EndsWith(".txt", StringComparison.OrdinalIgnoreCase) ? file
        : throw new UsageException($"--out {file}: texts are told in words, not drawn; the name must end in .txt or .jsonl");

    private static bool IsJson(string file) => file.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase);

    private static JsonNode? Entry(JsonObject row) => row is { Count: 1 } ? row.First().Value!.DeepClone() : row.DeepClone();

    private static string Line(JsonObject row) => string.Join(" → ", row.Select(field => field.Value is JsonValue value && value.TryGetValue<string>(out var text) ? text : $"{field.Value}"));
}
