namespace Elbo.Data;

/// <summary>
/// The edges of a graph divided for link prediction: a tenth for testing, a twentieth for validation, the rest to train on, and as many pairs
/// without an edge as are tested or validated with one.
/// </summary>
/// <remarks>Kipf and Welling: Variational graph auto-encoders, arXiv:1611.07308, 2016. There, pairs for validation may be edges that are held out for
/// testing; here no pair is an edge anywhere.</remarks>
internal sealed class LinkSplit
{
    private readonly Dictionary<Split, (int From, int To)[]> edges = [];
    private readonly Dictionary<Split, (int From, int To)[]> others = [];
    private readonly HashSet<(int From, int To)> training;
    private readonly int nodes;

    /// <param name="graph">Whose edges are divided.</param>
    /// <param name="seed">Of the draw.</param>
    /// <exception cref="DataException">It has too few edges, or too few pairs without one.</exception>
    public LinkSplit(Graph graph, ulong seed, string id)
    {
        nodes = graph.Nodes;
        var (test, held, all) = (graph.Edges.Count / 10, graph.Edges.Count / 20, graph.Edges.ToHashSet());
        // Half of the pairs: drawing anew until a pair is free then takes two tries on average.
        if (held == 0 || 4L * graph.Edges.Count > (long)nodes * (nodes - 1)) throw new DataException($"{id}: {graph.Edges.Count} edges among {nodes} nodes cannot be divided for link prediction");
        var order = SeededOrder.Of(graph.Edges.Count, seed);
        edges[Split.Test] = [.. order[..test].Select(e => graph.Edges[e])];
        edges[Split.Validation] = [.. order[test..(test + held)].Select(e => graph.Edges[e])];
        edges[Split.Train] = [.. order[(test + held)..].Order().Select(e => graph.Edges[e])];
        training = [.. edges[Split.Train]];
        var random = new CounterRandom(CounterRandom.Mix(seed, 1));
        foreach (var split in new[] { Split.Test, Split.Validation })
        {
            others[split] = Draw(all, edges[split].Length, ref random);
            all.UnionWith(others[split]);
        }
    }

    /// <summary>Edges of a split.</summary>
    public (int From, int To)[] Edges(Split split) => edges[split];

    /// <summary>As many pairs without an edge; of the training split a draw of pairs that are none of its edges, which knows nothing of those held out.</summary>
    /// <param name="noise">Of the draw, for the training split.</param>
    public (int From, int To)[] Others(Split split, ulong noise)
    {
        if (others.TryGetValue(split, out var fixedPairs)) return fixedPairs;
        var random = new CounterRandom(noise);
        return Draw(training, edges[Split.Train].Length, ref random);
    }

    private (int From, int To)[] Draw(HashSet<(int From, int To)> taken, int count, ref CounterRandom random)
    {
        var drawn = new HashSet<(int From, int To)>(count);
        var pairs = new (int From, int To)[count];
        for (var k = 0; k < count;)
        {
            var (a, b) = ((int)random.Below((uint)nodes), (int)random.Below((uint)nodes));
            var pair = (Math.Min(a, b), Math.Max(a, b));
            if (a != b && !taken.Contains(pair) && drawn.Add(pair)) pairs[k++] = pair;
        }

        return pairs;
    }
}
