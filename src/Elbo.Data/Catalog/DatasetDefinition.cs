namespace Elbo.Data;

/// <summary>A line of the catalogue: what a data set is and how its files become one.</summary>
/// <param name="Info">What it is.</param>
/// <param name="Open">Opens it from files that the finder has verified.</param>
internal sealed record DatasetDefinition(DatasetInfo Info, Func<DatasetInfo, FileFinder, DataOptions, IDataset> Open);
