namespace Elbo.Data;

/// <summary>The data sets Elbo knows by name, one line each.</summary>
public static class DatasetCatalog
{
    private static readonly DatasetDefinition[] definitions =
    [
        new(MnistFamily.Mnist, IdxImages.Open),
        new(MnistFamily.FashionMnist, IdxImages.Open),
        new(BinarizedMnist.Info, BinarizedMnist.Open),
        new(Omniglot.Info, Omniglot.Open) { Locate = Omniglot.Locate, Describe = Omniglot.Describe },
        new(FreyFaces.Info, FreyFaces.Open),
        new(CaltechSilhouettes.Info, CaltechSilhouettes.Open) { Locate = CaltechSilhouettes.Locate, Describe = CaltechSilhouettes.Describe },
        new(Cifar10.Info, Cifar10.Open) { Locate = Cifar10.Locate, Describe = Cifar10.Describe },
        new(AttFaces.Info, AttFaces.Open),
        new(SpokenDigits.Info, SpokenDigits.Open),
        new(TwentyNewsgroups.Info, TwentyNewsgroups.Open),
        new(PennTreebank.Info, PennTreebank.Open),
        new(YelpSentiment.Info, YelpSentiment.Open) { Locate = YelpSentiment.Locate, Describe = YelpSentiment.Describe },
        new(AgNews.Info, AgNews.Open) { Locate = AgNews.Locate, Describe = AgNews.Describe },
        new(ImdbReviews.Info, ImdbReviews.Open),
        new(Planetoid.Cora, Planetoid.Open),
        new(Planetoid.Citeseer, Planetoid.Open),
        new(Planetoid.Pubmed, Planetoid.Open) { Locate = Planetoid.Locate },
        new(SpriteDataset.Description, (info, _, options) => new SpriteDataset(info, options)),
        new(SpriteVideo.Description, (info, _, options) => new SpriteVideo(info, options)),
        new(SyntheticDistributions.Description, (info, _, options) => new SyntheticDistributions(info, options)),
    ];

    /// <summary>All data sets, in the order of the catalogue.</summary>
    public static IReadOnlyList<DatasetInfo> All { get; } = [.. definitions.Select(d => d.Info)];

    /// <summary>The data set of this name.</summary>
    /// <exception cref="DataException">There is none; the message suggests the nearest name.</exception>
    public static DatasetInfo Get(string id) => Find(id).Info;

    internal static DatasetDefinition Find(string id) =>
        Array.Find(definitions, d => d.Info.Id == id)
        ?? throw new DataException($"unknown data set '{id}'{NearestName.Hint(id, [.. All.Select(i => i.Id)])}");
}
