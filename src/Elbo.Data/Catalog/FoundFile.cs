namespace Elbo.Data;

/// <summary>A file of a data set and where it is.</summary>
/// <param name="File">Which one.</param>
/// <param name="Path">Its verified copy, in one of its forms.</param>
public sealed record FoundFile(DatasetFile File, string Path);
