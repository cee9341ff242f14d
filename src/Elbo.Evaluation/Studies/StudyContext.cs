using Elbo.Data;
using Elbo.Evaluation.Likelihood;
using Elbo.Models;
using Elbo.Torch;

namespace Elbo.Evaluation.Studies;

/// <summary>What a study is made on.</summary>
/// <param name="Data">Examples in [0, 1] where they are images, not binarised; null for a study that makes its own.</param>
/// <param name="Samples">How many samples of a model, or queries, a figure is of.</param>
/// <param name="Seed">Of all its draws.</param>
/// <param name="Report">Told what is being done, a few words, and how many parts of how many are behind.</param>
public sealed record StudyContext(IDataset? Data, int Samples, ulong Seed, Action<string, int, int> Report, CancellationToken Cancel)
{
    /// <summary>The trained models it looks at, where it looks at some (<see cref="IStudy.DefaultExamples"/>).</summary>
    public IReadOnlyList<StudiedModel> Models { get; init; } = [];

    /// <summary>How many examples of each, and how log p(x) of these is estimated.</summary>
    public AnnealingOptions Annealing { get; init; } = new();

    /// <summary>The stream of one of its draws, by name.</summary>
    public NoiseStream Noise(string name) => new(new SeedStreams(Seed).Seed(name));

    /// <summary>The first examples of a split in a seeded order [n, D], owned by the current scope.</summary>
    /// <param name="count">At most so many; null for all.</param>
    public Batch Examples(Split split, int? count = null)
    {
        var data = Data ?? throw new InvalidOperationException("a study without data asks for examples");
        var all = data.Count(split);
        var order = Noise($"order of {split}").Uniform([all], dtype: DType.F64).Sort(0).Indices.ToArray<long>();
        return data.Draw(split, order.AsSpan(0, Math.Min(all, count ?? all)), Seed);
    }
}

/// <summary>A trained model that a study looks at.</summary>
/// <param name="Name">As it stands in tables.</param>
/// <param name="Model">In evaluation mode; borrowed.</param>
/// <param name="Data">What it learned from; borrowed.</param>
/// <param name="Held">The part of the data that it is measured on: the test split, or what there is in its place.</param>
/// <param name="Kept">What long measurements of it have done before.</param>
/// <param name="Unfinished">How far its training has come, of one that has not come to its end; null for all others.</param>
public sealed record StudiedModel(string Name, Model Model, IDataset Data, Split Held, KeptBlocks Kept, string? Unfinished = null);
