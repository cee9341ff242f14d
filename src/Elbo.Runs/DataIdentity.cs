using Elbo.Data;
using Elbo.Training.Runs;

namespace Elbo.Runs;

/// <summary>Whether data is what a run was trained on.</summary>
public static class DataIdentity
{
    /// <summary>Says that a run's data is not what it was; null where it is, or where nothing was kept to tell it by.</summary>
    public static string? Difference(RunDirectory run, IDataset data) => RunData.Find(run) is { } known && known.Fingerprint != data.Fingerprint ? Changed(run) : null;

    /// <summary>The words for it.</summary>
    public static string Changed(RunDirectory run) => $"{run.Config.Data.Id} has changed since {run.Path} was trained on it";
}
