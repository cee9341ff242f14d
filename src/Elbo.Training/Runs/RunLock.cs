namespace Elbo.Training.Runs;

/// <summary>Keeps a second process from training the same run. The system lifts it when the process ends, however that happens.</summary>
internal sealed class RunLock : IDisposable
{
    private readonly FileStream file;

    /// <exception cref="RunException">Another process holds it.</exception>
    public RunLock(RunDirectory run)
    {
        try
        {
            file = new(Path.Combine(run.Path, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException failure) when (failure.Message.Contains("another process", StringComparison.Ordinal))
        {
            throw new RunException($"{run.Path}: another process is training this run");
        }
    }

    public void Dispose() => file.Dispose();
}
