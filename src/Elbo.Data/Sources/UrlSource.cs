using System.Net;
using Elbo.Torch.IO;

namespace Elbo.Data;

/// <summary>The official addresses. Anything that goes wrong there is a reason to ask the next source.</summary>
internal sealed class UrlSource(DataLocations locations, Action<FetchProgress>? progress) : IFileSource
{
    private static readonly TimeSpan ConnectTime = TimeSpan.FromSeconds(5);

    /// <summary>Longest time without a byte.</summary>
    private static readonly TimeSpan StallTime = TimeSpan.FromSeconds(20);

    private static readonly HttpClient client = new(new SocketsHttpHandler { ConnectTimeout = ConnectTime, AutomaticDecompression = DecompressionMethods.None })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>Addresses that did not answer: without a network the other files should not wait for them again.</summary>
    private readonly HashSet<string> silent = new(StringComparer.Ordinal);

    public SourceAnswer Find(DatasetInfo dataset, DatasetFile file, CancellationToken cancel)
    {
        var reasons = new List<string>();
        var form = file.Official;
        // Without a hash nothing could tell an answer from the file.
        if (form.Sha256.Length == 0) return SourceAnswer.None("");
        var target = Path.Combine(locations.CacheOf(dataset), form.Name);
        foreach (var url in dataset.Urls)
        {
            if (silent.Contains(url))
            {
                reasons.Add($"{url}: did not answer");
                continue;
            }

            try
            {
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                if (Keep(target, form, stream => Download(url, form, stream, cancel)) is not { } found) return SourceAnswer.At(target);
                reasons.Add($"{url}: found {found}");
            }
            catch (Exception e) when (e is IOException or HttpRequestException or UnauthorizedAccessException || (e is OperationCanceledException && !cancel.IsCancellationRequested))
            {
                if (e is HttpRequestException { StatusCode: null } or OperationCanceledException) silent.Add(url);
                reasons.Add($"{url}: {(e is OperationCanceledException ? "did not answer in time" : e.Message)}");
            }
        }

        return SourceAnswer.None(string.Join("; ", reasons));
    }

    /// <summary>Null, or why the answer was not kept.</summary>
    private static string? Keep(string target, FileForm form, Action<Stream> download)
    {
        if (form.Content is null)
        {
            AtomicFile.Write(target, download);
            return null;
        }

        var part = $"{target}.{Guid.NewGuid():N}.part";
        try
        {
            AtomicFile.Write(part, download);
            if (form.Mismatch(part) is { } found) return found;
            File.Move(part, target, overwrite: true);
            return null;
        }
        finally
        {
            File.Delete(part);
        }
    }

    private void Download(string url, FileForm file, Stream target, CancellationToken cancel)
    {
        using var stall = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        stall.CancelAfter(StallTime);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(url + file.Name));
        using var response = client.Send(request, HttpCompletionOption.ResponseHeadersRead, stall.Token);
        response.EnsureSuccessStatusCode();
        using var body = response.Content.ReadAsStream(stall.Token);
        file.Copy(
            buffer =>
            {
                stall.CancelAfter(StallTime);
                return body.ReadAsync(buffer, stall.Token).AsTask().GetAwaiter().GetResult();
            },
            target,
            bytes => progress?.Invoke(new FetchProgress(file.Name, url, bytes, file.Bytes)));
    }
}
