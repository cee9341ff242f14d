namespace Elbo.Data;

/// <summary>How far a download is.</summary>
/// <param name="File">File name.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="Bytes">Bytes received.</param>
/// <param name="Total">Bytes expected; null where not known.</param>
public readonly record struct FetchProgress(string File, string Source, long Bytes, long? Total);
