using Elbo.Data;
using Elbo.Models.Configuration;

namespace Elbo.Training.Configuration;

/// <summary>Which data a run uses and how.</summary>
public sealed record DataConfig : IConfig
{
    /// <summary>A data set of the catalogue, or a path.</summary>
    public string Id { get; init; } = "mnist";

    /// <summary>How grey pixels become inputs; null follows the likelihood: dynamic for a Bernoulli, none for distributions of grey values or real numbers.</summary>
    public Binarisation? Binarisation { get; init; }

    /// <summary>Training examples held out for validation where the data has no such split, drawn over all classes: the best epoch is chosen and patience
    /// measured on them. Null holds out a tenth, at most 5,000; 0 trains on all and chooses nothing.</summary>
    public int? Validation { get; init; }

    /// <summary>Seed of the draw of what is held out.</summary>
    public ulong ValidationSeed { get; init; } = 1;

    /// <summary>Seed of draws made once: fixed binarisation, and the draw evaluations share.</summary>
    public ulong BinarisationSeed { get; init; } = 1;

    /// <summary>Training examples whose labels are known, an equal share of each class: the labels of all others, and those of validation examples, are hidden from the model. Null: all that the data says.</summary>
    public int? Labelled { get; init; }

    /// <summary>Seed of the draw of those examples.</summary>
    public ulong LabelledSeed { get; init; } = 1;

    /// <summary>Side of the square that a user's own images are cropped and resized to; null keeps their size.</summary>
    public int? ImageSize { get; init; }

    /// <summary>Whether a user's own colour images are made grey.</summary>
    public bool Grey { get; init; }

    /// <summary>What lies behind pixels of a user's own images that are not opaque.</summary>
    public ImageBackground Background { get; init; }

    /// <summary>Samples per second that recordings are brought to; null keeps theirs.</summary>
    public int? SampleRate { get; init; }

    /// <summary>Samples of an example of audio: longer recordings are cut, shorter ones followed by silence; null takes the data set's own, of a folder the longest.</summary>
    public int? Samples { get; init; }

    /// <summary>Whether each recording is scaled to the same peak.</summary>
    public bool Level { get; init; }

    /// <summary>MiB of decoded images kept in memory; a larger folder is read as training goes.</summary>
    public int MemoryBudget { get; init; } = 1024;

    /// <summary>Column of a table that has the class labels; null for none.</summary>
    public string? Label { get; init; }

    /// <summary>Column of a table that names its rows in what is written about them; null gives the line of the file. No model sees it.</summary>
    public string? RowId { get; init; }

    /// <summary>Columns of a table that are numbers; those that no list names are told by their content.</summary>
    public string[] Numeric { get; init; } = [];

    /// <summary>Columns of a table that are counts, whole numbers from 0 on; told unasked only where 0 is the commonest of more than ten values, at a tenth of the rows or more.</summary>
    public string[] Counts { get; init; } = [];

    /// <summary>Columns of a table of which each different text becomes a number of its own.</summary>
    public string[] Categorical { get; init; } = [];

    /// <summary>Columns of a table that are left out.</summary>
    public string[] Ignore { get; init; } = [];

    /// <summary>What becomes of a table's cells without a value.</summary>
    public MissingValues Missing { get; init; } = MissingValues.Mean;

    /// <summary>Whether a table's numbers are brought to mean 0 and standard deviation 1.</summary>
    public bool Standardise { get; init; } = true;

    /// <summary>Rows at the end of a table, or texts at the end of a file, that are its test split.</summary>
    public int Test { get; init; }

    /// <summary>Whether the first row of a table has the columns' names, which are c1, c2 … otherwise; null for what it shows: numbers above numbers are a row.</summary>
    public bool? Header { get; init; }

    /// <summary>What parts a table's cells; null for what the head of the file shows: a comma, a semicolon, a tab or a bar.</summary>
    public string? Delimiter { get; init; }

    /// <summary>What comes before the fraction of a table's numbers, "." or ","; null for what the head of the file shows.</summary>
    public string? Decimal { get; init; }

    /// <summary>Texts that stand for a missing value in a table, beside the usual ones: empty, NA, NaN, null, ?, and among numbers - or None.</summary>
    public string[] MissingMarks { get; init; } = [];

    /// <summary>Column of a table that has texts, which are then the examples; null for a table of numbers and categories.</summary>
    public string? Text { get; init; }

    /// <summary>Most words of texts that are told apart, the commonest of the training texts; all others are read as &lt;unk&gt;.</summary>
    public int Vocabulary { get; init; } = 10_000;

    /// <summary>How often a word must be in the training texts to be told apart; null for 2 in texts of one's own and 1 in those of the catalogue.</summary>
    public int? MinCount { get; init; }

    /// <summary>Words of the longest example of texts; of longer ones the beginning is taken.</summary>
    public int MaxLength { get; init; } = 100;

    /// <summary>Whether upper-case letters of texts are read as lower-case ones.</summary>
    public bool LowerCase { get; init; } = true;

    /// <inheritdoc/>
    public IEnumerable<string> Problems()
    {
        if (Vocabulary is < 1 or > 1_000_000) yield return $"vocabulary must be 1 to 1000000, is {Vocabulary}";
        if (MinCount < 1) yield return $"minCount must be at least 1, is {MinCount}";
        if (MaxLength is < 1 or > 10_000) yield return $"maxLength must be 1 to 10000, is {MaxLength}";
        if (Text is { Length: 0 }) yield return "text must be the name of a column, is ''";
        if (MemoryBudget < 0) yield return $"memoryBudget must be 0 or more, is {MemoryBudget}";
        if (Test < 0) yield return $"test must be 0 or more, is {Test}";
        if (Delimiter is not (null or "\t" or { Length: 1 } and not "\"") || Delimiter is [not '\t' and (< ' ' or > '~')]) yield return $"delimiter must be one character of ASCII, no quotation mark and no line end, is '{Delimiter}'";
        if (Decimal is not (null or "." or ",")) yield return $"decimal must be \".\" or \",\", is '{Decimal}'";
        if (Decimal is not null && Decimal == Delimiter) yield return $"decimal and delimiter must differ, both are '{Decimal}'";
        if (ImageSize is < 1 or > 4096) yield return $"imageSize must be 1 to 4096, is {ImageSize}";
        if (SampleRate is < Waveform.LeastRate or > Waveform.MostRate) yield return $"sampleRate must be {Waveform.LeastRate} to {Waveform.MostRate}, is {SampleRate}";
        if (Samples is < 1 or > AudioFitting.MostSamples) yield return $"samples must be 1 to {AudioFitting.MostSamples}, is {Samples}";
        if (Id.Length == 0) yield return "id must not be empty";
        if (Labelled is < 1) yield return $"labelled must be 1 or more, is {Labelled}";
        if (Labelled is null && LabelledSeed != 1) yield return "labelledSeed has no effect without labelled";
        if (Validation is < 0) yield return $"validation must be 0 or more, is {Validation}";
    }

    /// <summary>The same for whoever opens data, without the name of the data set.</summary>
    public DataOptions ToOptions() => new()
    {
        Binarisation = Binarisation ?? Elbo.Data.Binarisation.Dynamic,
        ValidationCount = Validation,
        ValidationSeed = ValidationSeed,
        Labelled = Labelled,
        LabelledSeed = LabelledSeed,
        BinarisationSeed = BinarisationSeed,
        ImageSize = ImageSize,
        Grey = Grey,
        Background = Background,
        MemoryBudget = (long)MemoryBudget << 20,
        Text = new() { Column = Text, MostWords = Vocabulary, LeastCount = MinCount, MostLength = MaxLength, LowerCase = LowerCase },
        Audio = new() { Rate = SampleRate, Samples = Samples, Level = Level },
        Table = new()
        {
            Label = Label,
            RowId = RowId,
            Numeric = Numeric,
            Counts = Counts,
            Categorical = Categorical,
            Ignore = Ignore,
            Missing = Missing,
            Standardise = Standardise,
            TestCount = Test,
            Header = Header,
            Delimiter = Delimiter?[0],
            Decimal = Decimal?[0],
            MissingMarks = MissingMarks,
        },
    };
}
