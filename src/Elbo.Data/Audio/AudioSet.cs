namespace Elbo.Data;

/// <summary>The recordings of a split.</summary>
/// <param name="Recordings">Samples in [−1, 1], each as long as it is.</param>
/// <param name="Factors">Values of the data set's factors for each recording; empty where there are none.</param>
internal sealed record AudioSet(IReadOnlyList<float[]> Recordings, IReadOnlyList<long[]> Factors);
