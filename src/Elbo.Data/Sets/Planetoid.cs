using System.Globalization;

namespace Elbo.Data;

/// <summary>The citation graphs of Planetoid: papers with their words, joined where one cites another.</summary>
internal static class Planetoid
{
    private const string Cite = "Sen et al.: Collective classification in network data. AI Magazine 29, 2008; as prepared by Yang, Cohen, Salakhutdinov: Revisiting semi-supervised learning with graph embeddings. ICML 2016";

    private const string Links = "Each split is the whole graph: edges are drawn by data.validationSeed, 85 % to train on, 5 % for validation, 10 % for testing, with as many pairs without an edge. Links from a node to itself and second links are dropped.";

    public static DatasetInfo Cora { get; } = Describe("cora", "Cora, citations among papers", 2_708, 1_433, $"5,278 edges; the words of 7 classes of papers. {Links}",
        File("cora", "graph", 59_847, "58f13302f39dde8852dad6fe6d15b89b077b6d7f837626bce671ef80344b383d"),
        File("cora", "test.index", 5_000, "297ce89af2b51a6a194181c7dbe1796c6a1cf9cd9349a88383b1b1e227867875"),
        File("cora", "ally", 47_959, "2b998f5cc7fedc86e7f97ca2498f47a1ffc1462c29e2d578b23bf3f62b6e7d71"),
        File("cora", "ty", 28_135, "41f5ac76596a1699cc33f53084a2419e92961c42bb75f36fc38e616d348532ad"),
        File("cora", "allx", 257_305, "9419ba2f26f5c35243db64aba110e0f35a04851609e0dc5433450676ca6b8543"),
        File("cora", "tx", 148_025, "b9afbaa4a400df991f6f02ef677e1e44da55ffc04801fd02f9e673987829226a"));

    public static DatasetInfo Citeseer { get; } = Describe("citeseer", "Citeseer, citations among papers", 3_327, 3_703, $"4,552 edges, 48 papers without any, 15 of them without words and class; 6 classes. {Links}",
        File("citeseer", "graph", 61_987, "d79a4ef9d3e7169aee8946145f6b7306e35bc79bffad26346cfb94e10e9912a7"),
        File("citeseer", "test.index", 5_000, "2af990671580b6b2df5d158d1038f8292e30c9cd821b5453f399659b25b723d4"),
        File("citeseer", "ally", 55_623, "f704b2d986dde6c2669934de1f3ae5696a6cf9455c0f6b2646a2d135ea0a1c95"),
        File("citeseer", "ty", 24_135, "55e5bd1ba1e733a04598753ad1a8d57957f4b8f89e74519f41f4f4938767e4ce"),
        File("citeseer", "allx", 595_021, "2ac30345d95c9ec933a817ee0bdd6a5f077f8c184a20e696910192d534414668"),
        File("citeseer", "tx", 260_321, "539a8906a2da97628d212f2fdd668c109a8b3f0d36574b59e5d3fd5b5303da21"));

    public static DatasetInfo Pubmed { get; } = Describe("pubmed", "Pubmed, citations among papers on diabetes", 19_717, 0,
        $"44,324 edges; 3 classes. The words' weights, 500 of each paper, are used where ind.pubmed.allx is in the folder; else nodes have no features. {Links}",
        File("pubmed", "graph", 471_808, "5b89f0036ca22909471f1e6558eb42fa06e0c730a577bde5b058b40638f81dc9"),
        File("pubmed", "test.index", 6_000, "b101d421688bbaecbd82e8a18f1e282378d6830f3a37666f28ebc47f844341b5"),
        File("pubmed", "ally", 224_739, "0c37bbe3b5014ec365e9d393cf4791925e5ed94fb194305d74f064a8d7b50f0e"),
        File("pubmed", "ty", 12_135, "ee2e0d4819d9fbcc403689c3bf2e49face401b605932f093bc58ab6461130fdd"),
        File("pubmed", "allx", 0, "") with { Optional = true },
        File("pubmed", "tx", 405_505, "4eb5f5d0f30f26497eb0ac6ac9719d09c67e284f1ed0385c93f3ef27a671da3d") with { Optional = true });

    /// <summary>All files, or of features that are optional both parts or none.</summary>
    public static IReadOnlyList<FoundFile> Locate(DatasetInfo info, FileFinder finder)
    {
        List<FoundFile> found = [.. info.Files.Where(f => !f.Optional).Select(f => new FoundFile(f, finder.Find(info, f)))];
        var optional = info.Files.Where(f => f.Optional).ToList();
        if (finder.AllHere(info, optional).ToList() is { Count: > 0 } here && here.Count == optional.Count) found.AddRange(here);
        return found;
    }

    public static IDataset Open(DatasetInfo info, IReadOnlyList<FoundFile> files, DataOptions options)
    {
        string? Path(string part) => files.FirstOrDefault(f => f.File.Name.EndsWith($".{part}", StringComparison.Ordinal))?.Path;
        var (edges, nodes) = PlanetoidFiles.Graph(Path("graph")!);
        var test = PlanetoidFiles.Indices(Path("index")!, nodes);
        var labels = PlanetoidFiles.Labels(Path("ally")!, Path("ty")!, test, nodes);
        float[] features = Path("allx") is { } known ? PlanetoidFiles.Features(known, Path("tx")!, test, nodes) : [];
        return new GraphDataset(info, options, new Graph(nodes, features, labels, edges));
    }

    private static DatasetInfo Describe(string id, string title, int nodes, int features, string note, params DatasetFile[] files) => new()
    {
        Id = id,
        Title = title,
        Licence = "public research data",
        Citation = Cite,
        Kind = DataKind.Graph,
        Shape = [nodes, features],
        Fields = GraphDataset.FieldsOf(nodes, features),
        Splits = new Dictionary<Split, int> { [Split.Train] = 1, [Split.Validation] = 1, [Split.Test] = 1 },
        Note = note,
        Folder = string.Create(CultureInfo.InvariantCulture, $"planetoid/{id}"),
        Files = files,
        Urls = ["https://raw.githubusercontent.com/kimiyoung/planetoid/master/data/"],
    };

    private static DatasetFile File(string id, string part, long bytes, string sha256) => DatasetFile.Whole($"ind.{id}.{part}", bytes, sha256);
}
