using Elbo.Testing;
using Elbo.Torch;
using Elbo.Torch.Tests.IO;

namespace Elbo.Data.Tests;

[NoLeak]
public sealed class GraphTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Edges_are_kept_once_and_none_leads_back_to_its_node()
    {
        var (edges, nodes) = PlanetoidFiles.Graph(folder.Write("g", PickleFile.Neighbours([1, 2, 2], [0, 1], [0, 3], [2])));
        nodes.ShouldBe(4);
        edges.ShouldBe([(0, 1), (0, 2), (2, 3)]);
        Should.Throw<DataException>(() => PlanetoidFiles.Graph(folder.Write("h", PickleFile.Neighbours([1], [4])))).Message.ShouldEndWith("node 1 has a neighbour that has no number below 2");
    }

    [Fact]
    public void Rows_of_the_second_files_go_where_the_index_says_and_gaps_have_neither_features_nor_class()
    {
        var first = folder.Write("allx", PickleFile.Sparse(2, 2, [0, 1, 2], [0, 1], [1, 1]));
        var second = folder.Write("tx", PickleFile.Sparse(2, 2, [0, 1, 2], [0, 1], [5, 7]));
        var classes = folder.Write("ally", PickleFile.Dense([0, 1, 1, 0], 2, 2));
        var others = folder.Write("ty", PickleFile.Dense([1, 0, 0, 1], 2, 2));
        var test = PlanetoidFiles.Indices(folder.Write("index", "4\n2\n"u8.ToArray()), 5);
        PlanetoidFiles.Features(first, second, test, 5).ShouldBe([1, 0, 0, 1, 0, 7, 0, 0, 5, 0]);
        PlanetoidFiles.Labels(classes, others, test, 5).ShouldBe([1, 0, 1, -1, 0]);
        Should.Throw<DataException>(() => PlanetoidFiles.Features(first, second, [1, 2], 5)).Message.ShouldEndWith("row 0 is of node 1, which has one before");
        Should.Throw<DataException>(() => PlanetoidFiles.Features(first, second, [2], 5)).Message.ShouldEndWith("2 rows for 1 nodes, after 2 of 5");
        Should.Throw<DataException>(() => PlanetoidFiles.Indices(folder.Write("index", "4\n4\n"u8.ToArray()), 5)).Message.ShouldEndWith("line 2: '4' is no node below 5, or one for the second time");
    }

    /// <summary>Counted in the files by another program: the numbers of Kipf and Welling's split.</summary>
    [Theory]
    [InlineData("cora", 2_708, 1_433, 4_488, 263, 527, 7, 0)]
    [InlineData("citeseer", 3_327, 3_703, 3_870, 227, 455, 6, 15)]
    [InlineData("pubmed", 19_717, 0, 37_676, 2_216, 4_432, 3, 0)]
    public void The_published_graphs_have_the_published_sizes(string id, int nodes, int features, int train, int held, int test, int classes, int unknown)
    {
        using var data = KnownSet.OpenAny(id);
        using var scope = TensorScope.Enter();
        foreach (var (split, count) in new[] { (Split.Train, train), (Split.Validation, held), (Split.Test, test) })
        {
            data.Count(split).ShouldBe(1);
            var batch = data.Draw(split, [0]);
            batch.Count.ShouldBe(1);
            // Where the features are at hand they are used.
            if (features > 0) batch.X.Shape.ToArray().ShouldBe([1, nodes, features]);
            batch["edges"].Shape.ToArray().ShouldBe([1, 2, train]);
            batch["positives"].Shape.ToArray().ShouldBe([1, 2, count]);
            batch["negatives"].Shape.ToArray().ShouldBe([1, 2, count]);
            var labels = batch["label"].ToArray<long>();
            (labels.Length, labels.Max() + 1, labels.Count(l => l < 0)).ShouldBe((nodes, classes, unknown));
        }

        DataSchema.Of(data).Fields.Select(f => f.Name).ShouldBe(["x", "edges", "positives", "negatives", "label"]);
        DataSchema.Of(data).Kind.ShouldBe(DataKind.Graph);
        DataSchema.Of(data).Shape[0].ShouldBe(nodes);
    }

    [Fact]
    public void Features_are_those_of_the_file()
    {
        using var data = KnownSet.OpenAny("cora");
        using var scope = TensorScope.Enter();
        var x = data.Draw(Split.Train, [0]).X;
        // 49,216 words in 2,708 papers, each 1.
        x.Sum().ToDouble().ShouldBe(49_216);
        (x.Min().ToDouble(), x.Max().ToDouble()).ShouldBe((0, 1));
    }

    [Fact]
    public void Splits_share_no_edge_and_no_pair_without_one_and_make_up_the_graph()
    {
        using var data = Toy(seed: 1);
        using var scope = TensorScope.Enter();
        var all = new HashSet<(long, long)>();
        var free = new HashSet<(long, long)>();
        foreach (var split in Enum.GetValues<Split>())
        {
            var batch = data.Draw(split, [0]);
            foreach (var pair in Pairs(batch["positives"])) all.Add(pair).ShouldBeTrue();
            if (split != Split.Train) foreach (var pair in Pairs(batch["negatives"])) free.Add(pair).ShouldBeTrue();
        }

        all.ShouldBe(ToyEdges().Select(e => ((long)e.From, (long)e.To)), ignoreOrder: true);
        free.ShouldAllBe(p => !all.Contains(p) && p.Item1 < p.Item2);
    }

    [Fact]
    public void Whatever_the_split_the_edges_shown_are_those_of_training_and_none_is_held_out()
    {
        using var data = Toy(seed: 3);
        using var scope = TensorScope.Enter();
        var training = Pairs(data.Draw(Split.Train, [0])["edges"]).ToList();
        Pairs(data.Draw(Split.Train, [0])["positives"]).ShouldBe(training);
        foreach (var split in new[] { Split.Validation, Split.Test })
        {
            var batch = data.Draw(split, [0]);
            Pairs(batch["edges"]).ShouldBe(training);
            Pairs(batch["positives"]).Concat(Pairs(batch["negatives"])).Intersect(training).ShouldBeEmpty();
        }
    }

    [Fact]
    public void The_division_is_a_function_of_its_seed_and_pairs_to_train_on_are_drawn_anew()
    {
        using var data = Toy(seed: 1);
        using var same = Toy(seed: 1);
        using var other = Toy(seed: 2);
        using var scope = TensorScope.Enter();
        Held(same).ShouldBe(Held(data));
        Held(other).ShouldNotBe(Held(data));
        same.Fingerprint.ShouldBe(data.Fingerprint);
        other.Fingerprint.ShouldNotBe(data.Fingerprint);
        Drawn(data, 5).ShouldBe(Drawn(same, 5));
        Drawn(data, 6).ShouldNotBe(Drawn(data, 5));
        var edges = Pairs(data.Draw(Split.Train, [0])["edges"]).ToHashSet();
        Drawn(data, 5).ShouldAllBe(p => !edges.Contains(p));
    }

    [Fact]
    public void A_graph_has_one_example_and_its_edges_are_held_out_by_seed_alone()
    {
        using var data = Toy(seed: 1);
        using var scope = TensorScope.Enter();
        Should.Throw<ArgumentOutOfRangeException>(() => data.Draw(Split.Train, [1]));
        Should.Throw<ArgumentOutOfRangeException>(() => data.Draw(Split.Train, [0, 0]));
        Should.Throw<DataException>(() => new GraphDataset(Info(), new() { ValidationCount = 3 }, Graph(ToyEdges()))).Message.ShouldContain("has a validation split of its own");
        Should.Throw<DataException>(() => new GraphDataset(Info(), new(), Graph([(0, 1)]))).Message.ShouldBe("toy: 1 edges among 12 nodes cannot be divided for link prediction");
        var plan = new BatchPlan(data, Split.Train, 100, new SeedStreams(1));
        plan.BatchesPerPass.ShouldBe(1);
        plan.TryNext(out var batch).ShouldBeTrue();
        batch!["edges"].Shape[2].ShouldBe(19);
    }

    public void Dispose() => folder.Dispose();

    /// <summary>A ring of 12 nodes with some chords: 22 edges, of which 2 are tested and 1 is validated.</summary>
    private static IReadOnlyList<(int From, int To)> ToyEdges() =>
        [.. Enumerable.Range(0, 12).Select(i => (i, (i + 1) % 12)).Concat(Enumerable.Range(0, 10).Select(i => (i, i + 2))).Select(e => (Math.Min(e.Item1, e.Item2), Math.Max(e.Item1, e.Item2))).Order()];

    private static GraphDataset Toy(ulong seed) => new(Info(), new() { ValidationSeed = seed }, Graph(ToyEdges()));

    private static Graph Graph(IReadOnlyList<(int From, int To)> edges) => new(12, [.. Enumerable.Range(0, 24).Select(i => (float)i)], new long[12], edges);

    private static DatasetInfo Info() => new()
    {
        Id = "toy",
        Title = "Toy",
        Licence = "-",
        Citation = "-",
        Kind = DataKind.Graph,
        Shape = [12, 2],
        Splits = new Dictionary<Split, int> { [Split.Train] = 1, [Split.Validation] = 1, [Split.Test] = 1 },
    };

    private static List<(long, long)> Held(IDataset data) => [.. Pairs(data.Draw(Split.Test, [0])["positives"]), .. Pairs(data.Draw(Split.Validation, [0])["negatives"])];

    private static List<(long, long)> Drawn(IDataset data, ulong noise) => Pairs(data.Draw(Split.Train, [0], noise)["negatives"]);

    private static List<(long, long)> Pairs(Tensor pairs)
    {
        var (values, count) = (pairs.ToArray<long>(), (int)pairs.Shape[2]);
        return [.. Enumerable.Range(0, count).Select(k => (values[k], values[count + k]))];
    }
}
