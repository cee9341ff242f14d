using Elbo.Data;
using Elbo.Evaluation.Studies;
using Elbo.Runs.Evaluations;
using Elbo.Runs.Sessions;
using Elbo.Training.Runs;

namespace Elbo.Runs.Studies;

/// <summary>Runs that a study looks at, with their data. Owns both.</summary>
public sealed class StudiedRuns : IDisposable
{
    private readonly List<TrainedRun> runs = [];
    private readonly List<IDataset> data = [];
    private readonly List<StudiedModel> models = [];

    private StudiedRuns()
    {
    }

    /// <summary>In the order in which they were named.</summary>
    public IReadOnlyList<StudiedModel> Models => models;

    /// <summary>Opens all of them.</summary>
    /// <param name="paths">Their folders; none for a study that looks at none.</param>
    /// <param name="threads">Of an operation; null takes the usual.</param>
    /// <exception cref="UsageException">One is named twice, does not fit the study, or has other data than the first.</exception>
    public static StudiedRuns Open(IStudy study, IReadOnlyList<string> paths, WeightsKind weights, int? threads, ISession session)
    {
        if (paths.GroupBy(Path.GetFullPath).FirstOrDefault(g => g.Count() > 1) is { } twice) throw new UsageException($"{twice.First()} is named twice");
        if (study.DefaultExamples is not null && paths.Count == 0) throw new UsageException($"{study.Id} looks at trained models: name the folder of a run, or of several");
        var opened = new StudiedRuns();
        try
        {
            foreach (var path in paths) opened.Add(study, path, weights, threads, session);
            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    private void Add(IStudy study, string path, WeightsKind weights, int? threads, ISession session)
    {
        var run = TrainedRun.Open(path, session, weights, threads);
        runs.Add(run);
        data.Add(run.OpenData(null, session, out var held));
        var own = data[^1];
        if (study.Unfit(run.Model, own) is { } reason) throw new UsageException($"{path}: no run for the study {study.Id}: a {run.Directory.Config.Model}: {reason}");
        run.RequireTrained();
        if (own.Fingerprint != data[0].Fingerprint)
            throw new UsageException($"{path}: its data, {own.Info.Id}{Made(own)}, is not that of {runs[0].Directory.Path}, {data[0].Info.Id}{Made(data[0])}: densities of other data cannot be compared");
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));
        models.Add(new(models.Exists(m => m.Name == name) ? path : name, run.Model, own, held, RunEvaluation.KeptBlocksOf(run.Directory, weights), run.Directory.Unfinished));
    }

    private static string Made(IDataset data) => data.Info.Binarisation is { } made ? $" with binarisation={made.ToString().ToLowerInvariant()}" : "";

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var one in data) one.Dispose();
        foreach (var run in runs) run.Dispose();
    }
}
