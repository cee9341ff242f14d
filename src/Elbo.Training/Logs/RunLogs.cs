using Elbo.Training.Runs;

namespace Elbo.Training.Logs;

/// <summary>The logs a stage writes epoch by epoch: <c>metrics.jsonl</c> and, unless switched off, TensorBoard events.</summary>
internal sealed class RunLogs : IDisposable
{
    private readonly AppendFile metrics;
    private readonly AppendFile? events;

    /// <param name="events">Whether TensorBoard events are written.</param>
    public RunLogs(StageDirectory stage, bool events)
    {
        metrics = new(stage.MetricsPath);
        if (!events) return;
        Directory.CreateDirectory(Path.GetDirectoryName(stage.EventsPath)!);
        this.events = new(stage.EventsPath);
    }

    public void Append(EpochReport epoch)
    {
        metrics.Append(MetricsLog.Line(epoch));
        if (events is null) return;
        var now = (DateTime.UtcNow - DateTime.UnixEpoch).TotalSeconds;
        if (events.Length == 0) events.Append(EventRecord.Version(now));
        events.Append(EventRecord.Scalars(now, epoch.Step, Scalars(epoch)));
    }

    /// <summary>Makes both durable.</summary>
    public LogLengths Flush() => new(metrics.Flush(), events?.Flush() ?? 0);

    /// <summary>Forgets what was written after a checkpoint, so that no epoch is there twice.</summary>
    public void CutTo(LogLengths lengths)
    {
        metrics.CutTo(lengths.Metrics);
        events?.CutTo(lengths.Events);
    }

    public void Dispose()
    {
        metrics.Dispose();
        events?.Dispose();
    }

    private static IEnumerable<(string, double)> Scalars(EpochReport epoch)
    {
        foreach (var (name, nats) in epoch.Train) yield return ($"train/{name}", nats);
        foreach (var (name, nats) in epoch.HeldOut) yield return ($"held_out/{name}", nats);
        foreach (var (name, nats) in epoch.Test) yield return ($"test/{name}", nats);
        yield return ("learning_rate", epoch.LearningRate);
        if (epoch.GradientNorm is { } norm) yield return ("gradient_norm", norm);
        if (epoch.KlWeight is { } weight) yield return ("kl_weight", weight);
    }
}

/// <summary>Bytes of the logs that belong to a checkpoint.</summary>
public sealed record LogLengths(long Metrics, long Events);
