using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Elbo.Training.Logs;

/// <summary><c>metrics.jsonl</c>: one line per epoch, every term per example, in nats unless <c>units</c> says otherwise.</summary>
internal static class MetricsLog
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The line of an epoch.</summary>
    public static byte[] Line(EpochReport epoch)
    {
        var line = new JsonObject
        {
            ["epoch"] = epoch.Epoch,
            ["step"] = epoch.Step,
            ["seconds"] = Math.Round(epoch.Seconds, 3),
            ["learning_rate"] = epoch.LearningRate,
            ["gradient_norm"] = Rounded(epoch.GradientNorm),
            ["gradient_norm_max"] = Rounded(epoch.LargestGradientNorm),
            ["train"] = Row(epoch.Train),
            ["held_out"] = Row(epoch.HeldOut),
            ["test"] = Row(epoch.Test),
        };
        if (epoch.Units.Count > 0) line["units"] = new JsonObject(epoch.Units.Select(u => KeyValuePair.Create(u.Key, (JsonNode?)JsonNamingPolicy.CamelCase.ConvertName(u.Value.ToString()))));
        if (epoch.WatchedTerm != EpochReport.Objective) line["watched"] = epoch.WatchedTerm;
        if (epoch.KlWeight is { } weight) line["kl_weight"] = weight;
        if (epoch.Warnings.Count > 0)
            line["warnings"] = new JsonArray([.. epoch.Warnings.Select(w => (JsonNode)new JsonObject { ["id"] = w.Id, ["message"] = w.Message, ["advice"] = w.Advice })]);
        return Encoding.UTF8.GetBytes(line.ToJsonString(Plain) + "\n");
    }

    private static JsonObject Row(IReadOnlyDictionary<string, double> terms)
    {
        var row = new JsonObject();
        foreach (var (name, value) in terms) row[name] = Math.Round(value, 6);
        return row;
    }

    private static JsonNode? Rounded(double? value) => value is { } number ? JsonValue.Create(Math.Round(number, 6)) : null;
}
