namespace Elbo.Data;

/// <summary>How a data set is opened.</summary>
public sealed record DataOptions
{
    /// <summary>How pixels become inputs.</summary>
    public Binarisation Binarisation { get; init; } = Binarisation.Dynamic;

    /// <summary>Training examples held out as <see cref="Split.Validation"/> where the data set has no such split: a seeded draw in which every class
    /// has its share. 0 leaves all for training; null holds out a tenth, at most 5,000, and none of fewer than 10.</summary>
    public int? ValidationCount { get; init; } = 0;

    /// <summary>Seed of that draw.</summary>
    public ulong ValidationSeed { get; init; } = 1;

    /// <summary>Seed of the draws made once: all of <see cref="Binarisation.Fixed"/>, and the evaluation draw of
    /// <see cref="Binarisation.Dynamic"/>.</summary>
    public ulong BinarisationSeed { get; init; } = 1;

    /// <summary>Training examples whose labels are known, a seeded draw in which every class has an equal share; the labels of the others and those of the validation split are
    /// <see cref="Factor.Unknown"/>. Null: what the data says.</summary>
    public int? Labelled { get; init; }

    /// <summary>Seed of that draw.</summary>
    public ulong LabelledSeed { get; init; } = 1;

    /// <summary>Side of the square that a user's own images are cropped and resized to; null keeps their size, which must be one for all.</summary>
    public int? ImageSize { get; init; }

    /// <summary>Whether a user's own colour images are made grey.</summary>
    public bool Grey { get; init; }

    /// <summary>What lies behind pixels of a user's own images that are not opaque.</summary>
    public ImageBackground Background { get; init; }

    /// <summary>Bytes of decoded images of a user's folder that are kept in memory. A folder that fits is decoded when it is opened; a
    /// larger one is read as its images are asked for.</summary>
    public long MemoryBudget { get; init; } = 1L << 30;

    /// <summary>How a user's own table is read.</summary>
    public TableOptions Table { get; init; } = new();

    /// <summary>How texts become sequences of words.</summary>
    public TextOptions Text { get; init; } = new();

    /// <summary>How recordings become examples of one length.</summary>
    public AudioOptions Audio { get; init; } = new();

    /// <summary>Where files are looked for and kept.</summary>
    public DataLocations Locations { get; init; } = DataLocations.FromEnvironment();

    /// <summary>Receives the progress of downloads; may be called often.</summary>
    public Action<FetchProgress>? Progress { get; init; }
}
