using Elbo.Data;
using Elbo.Runs.Sessions;

namespace Elbo.Runs;

/// <summary>Shows downloads, one piece of work per file.</summary>
internal sealed class DownloadProgress(IProgress progress) : IDisposable
{
    private IWork? work;
    private string file = "";

    public void Report(FetchProgress at)
    {
        if (at.File != file || at.Bytes == 0)
        {
            work?.Dispose();
            file = at.File;
            work = progress.Begin($"{at.File} from {Origin(at.Source)}", at.Total ?? 0, WorkUnit.Bytes);
        }

        work?.Report(at.Bytes);
        if (at.Total is { } total && at.Bytes >= total) work?.Done();
    }

    public void Dispose() => work?.Dispose();

    /// <summary>The host of an address; other sources by their name.</summary>
    private static string Origin(string source) => Uri.TryCreate(source, UriKind.Absolute, out var address) && address.Host.Length > 0 ? address.Host : source;
}
