using System.Runtime.InteropServices;
using Elbo.Torch;

namespace Elbo.Data;

/// <summary>
/// A graph for link prediction: each split has one example, the whole graph. x [1, N, F] F32 are features of the nodes (F = 0 where they have
/// none), <c>edges</c> [1, 2, E] I64 those that are trained on, each once; <c>positives</c> and <c>negatives</c> [1, 2, P] I64 are edges and other
/// pairs to be told apart: of the training split its edges and a fresh draw, of others what is held out. <c>label</c> [1, N] I64 are the nodes'
/// classes, −1 where they are not known.
/// </summary>
public sealed class GraphDataset : IDataset
{
    /// <summary>The fields beside x.</summary>
    public const string Edges = "edges", Positives = "positives", Negatives = "negatives", Label = "label";

    private readonly TensorHolder holder;
    private readonly Graph graph;
    private readonly Tensor features;
    private readonly LinkSplit links;
    private readonly ulong seed;
    private string? fingerprint;

    /// <param name="info">What it is; shape and fields are those of the graph.</param>
    /// <param name="options">Of these the seed by which edges are held out.</param>
    /// <exception cref="DataException">A validation count is asked for, or it has too few edges.</exception>
    internal GraphDataset(DatasetInfo info, DataOptions options, Graph graph)
    {
        HeldOut.Of(info.Id, options, rows: 1, own: 1, classOf: null);
        Info = info with { Shape = [graph.Nodes, graph.Width], Fields = FieldsOf(graph.Nodes, graph.Width) };
        (this.graph, seed) = (graph, options.ValidationSeed);
        links = new(graph, new SeedStreams(seed).Seed("links"), info.Id);
        using var scope = TensorScope.Enter();
        holder = new TensorHolder(info.Id);
        features = Tensor.From(graph.Features, 1, graph.Nodes, graph.Width);
        holder.Adopt(features);
    }

    /// <inheritdoc/>
    public DatasetInfo Info { get; }

    /// <inheritdoc/>
    public string Fingerprint => fingerprint ??= Hash();

    /// <inheritdoc/>
    public int Count(Split split) => Info.Splits.ContainsKey(split) ? 1 : 0;

    /// <inheritdoc/>
    /// <remarks>x is a view on memory of the data set: a graph's features may be hundreds of megabytes.</remarks>
    public Batch Draw(Split split, ReadOnlySpan<long> examples, ulong? noise = null)
    {
        this.CheckIndices(split, examples);
        if (examples.Length != 1) throw new ArgumentOutOfRangeException(nameof(examples), examples.Length, $"{Info.Id}: a batch is the whole graph, once");
        var (train, asked) = (Pairs(links.Edges(Split.Train)), split == Split.Train ? null : Pairs(links.Edges(split)));
        return new Batch(features.Alias(), null, Tensor.From(examples))
            .With(Edges, train)
            .With(Positives, asked ?? train)
            .With(Negatives, Pairs(links.Others(split, CounterRandom.Mix(noise ?? seed, 2))))
            .With(Label, Tensor.From(graph.Labels, 1, graph.Nodes));
    }

    /// <summary>Frees the features.</summary>
    public void Dispose() => holder.Dispose();

    /// <summary>The fields of a graph.</summary>
    internal static IReadOnlyList<Field> FieldsOf(int nodes, int features) =>
    [
        Field.Values([nodes, features]), new(Edges, DType.I64, [2, null]), new(Positives, DType.I64, [2, null]), new(Negatives, DType.I64, [2, null]), new(Label, DType.I64, [nodes]),
    ];

    private static Tensor Pairs((int From, int To)[] pairs) =>
        Tensor.From([.. pairs.Select(p => (long)p.From), .. pairs.Select(p => (long)p.To)], 1, 2, pairs.Length);

    private string Hash()
    {
        using var hash = new ContentHash();
        hash.Add($"graph of {graph.Nodes} nodes, links held out by seed {seed}");
        hash.AddLength(graph.Features.Length);
        hash.Append(MemoryMarshal.AsBytes(graph.Features.AsSpan()));
        hash.AddLength(graph.Labels.Length);
        hash.Append(MemoryMarshal.AsBytes(graph.Labels.AsSpan()));
        hash.AddLength(graph.Edges.Count);
        foreach (var (from, to) in graph.Edges) hash.Append(MemoryMarshal.AsBytes<int>([from, to]));
        return hash.Finish();
    }
}
