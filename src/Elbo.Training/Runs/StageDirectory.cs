namespace Elbo.Training.Runs;

/// <summary>What one stage of a training leaves on disk: the folder of the run itself where there is only one, else <c>stages/NAME</c> in it.</summary>
public sealed class StageDirectory
{
    private readonly string results;

    /// <param name="name">Of the stage.</param>
    /// <param name="path">Its folder.</param>
    /// <param name="results">Where its weights go when it has ended.</param>
    internal StageDirectory(string name, string path, string results) => (Name, Path, this.results) = (name, path, results);

    /// <summary>Of the stage, e.g. <c>prior</c>.</summary>
    public string Name { get; }

    /// <summary>Its folder: that of the run where there is only one stage.</summary>
    public string Path { get; }

    /// <summary>One line per epoch.</summary>
    public string MetricsPath => System.IO.Path.Combine(Path, "metrics.jsonl");

    /// <summary>Where its checkpoints are, one folder each.</summary>
    public string CheckpointsPath => System.IO.Path.Combine(Path, "checkpoints");

    /// <summary>TensorBoard's log; <c>tensorboard --logdir</c> takes the run or a folder of runs.</summary>
    public string EventsPath => System.IO.Path.Combine(Path, "tensorboard", "events.out.tfevents.1.elbo");

    /// <summary>Whether the stage has come to its end.</summary>
    public bool IsComplete => File.Exists(PathOf(WeightsKind.Last));

    /// <summary>Epochs that are done.</summary>
    public int Epochs => File.Exists(MetricsPath) ? File.ReadLines(MetricsPath).Count() : 0;

    /// <summary>The file of some weights, once there is one: always of the whole model.</summary>
    public string PathOf(WeightsKind kind) => kind switch
    {
        WeightsKind.Best => System.IO.Path.Combine(Path, "best", "weights.safetensors"),
        WeightsKind.Ema => System.IO.Path.Combine(results, "ema.safetensors"),
        _ => System.IO.Path.Combine(results, "weights.safetensors"),
    };

    /// <summary>The file of some weights: that of <see cref="PathOf"/>, or of the latest checkpoint while training goes on; null before there is one.</summary>
    public string? Find(WeightsKind kind)
    {
        if (File.Exists(PathOf(kind))) return PathOf(kind);
        var latest = kind == WeightsKind.Best ? null : Checkpoint.Latest(CheckpointsPath);
        return kind == WeightsKind.Ema ? latest?.AveragePath : latest?.WeightsPath;
    }
}
