namespace Elbo.Data;

/// <summary>A place that may have a data set's files.</summary>
internal interface IFileSource
{
    /// <summary>A verified path to the file, or why there is none here.</summary>
    /// <exception cref="DataException">The source has a wrong file that nobody but the user may replace.</exception>
    SourceAnswer Find(DatasetInfo dataset, DatasetFile file, CancellationToken cancel);
}

/// <summary>What a source answered.</summary>
/// <param name="Path">The verified file, or null.</param>
/// <param name="Reason">Which source it was and why it has no file.</param>
internal readonly record struct SourceAnswer(string? Path, string Reason)
{
    public static SourceAnswer At(string path) => new(path, "");

    public static SourceAnswer None(string reason) => new(null, reason);
}
