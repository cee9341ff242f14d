using System.Text;
using System.Text.Json.Nodes;

namespace Elbo.Training;

/// <summary><c>metrics.jsonl</c>: one line per epoch, every term in nats per example.</summary>
internal sealed class MetricsLog : IDisposable
{
    private readonly FileStream file;

    public MetricsLog(string path)
    {
        file = new(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
        file.Seek(0, SeekOrigin.End);
    }

    public void Append(EpochReport epoch)
    {
        var line = new JsonObject
        {
            ["epoch"] = epoch.Epoch,
            ["step"] = epoch.Step,
            ["seconds"] = Math.Round(epoch.Seconds, 3),
            ["learning_rate"] = epoch.LearningRate,
            ["train"] = Nats(epoch.Train),
            ["held_out"] = Nats(epoch.HeldOut),
        };
        file.Write(Encoding.UTF8.GetBytes(line.ToJsonString() + "\n"));
        file.Flush();
    }

    /// <summary>Makes what was written durable.</summary>
    /// <returns>The length of the log, for a checkpoint.</returns>
    public long Flush()
    {
        file.Flush(flushToDisk: true);
        return file.Length;
    }

    /// <summary>Forgets lines written after a checkpoint that a run goes on from.</summary>
    public void CutTo(long bytes)
    {
        if (bytes < file.Length) file.SetLength(bytes);
        file.Seek(0, SeekOrigin.End);
    }

    public void Dispose() => file.Dispose();

    private static JsonObject Nats(IReadOnlyDictionary<string, double> terms)
    {
        var row = new JsonObject();
        foreach (var (name, value) in terms) row[name] = Math.Round(value, 6);
        return row;
    }
}
