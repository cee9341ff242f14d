using Elbo.Data;
using Elbo.Models.Configuration;

namespace Elbo.Training.Configuration;

/// <summary>To which forms of data each key of <c>data</c> applies: one that would have no effect is an error, not a silence.</summary>
public static class DataKeys
{
    private static readonly DataConfig usual = new();

    /// <summary>Every key but <c>id</c>, with what it applies to and whether a configuration sets it to another value than the usual.</summary>
    public static IReadOnlyList<(string Key, DataForm Forms, Func<DataConfig, bool> IsSet)> All { get; } =
    [
        // A resolved configuration has it written out for any data, chosen or not.
        ("binarisation", DataForm.All, c => c.Binarisation is not null),
        ("validation", DataForm.All, c => c.Validation is not null),
        ("validationSeed", DataForm.All, c => c.ValidationSeed != usual.ValidationSeed),
        ("labelled", DataForm.All, c => c.Labelled is not null),
        ("labelledSeed", DataForm.All, c => c.LabelledSeed != usual.LabelledSeed),
        ("binarisationSeed", DataForm.ImageFolder | DataForm.Pixels, c => c.BinarisationSeed != usual.BinarisationSeed),
        ("imageSize", DataForm.ImageFolder, c => c.ImageSize is not null),
        ("grey", DataForm.ImageFolder, c => c.Grey),
        ("background", DataForm.ImageFolder, c => c.Background != usual.Background),
        ("sampleRate", DataForm.Audio, c => c.SampleRate is not null),
        ("samples", DataForm.Audio, c => c.Samples is not null),
        ("level", DataForm.Audio, c => c.Level),
        ("memoryBudget", DataForm.ImageFolder | DataForm.Audio, c => c.MemoryBudget != usual.MemoryBudget),
        ("label", DataForm.Table | DataForm.TextColumn, c => c.Label is not null),
        ("rowId", DataForm.Table | DataForm.TextColumn, c => c.RowId is not null),
        ("numeric", DataForm.Table, c => c.Numeric.Length > 0),
        ("counts", DataForm.Table, c => c.Counts.Length > 0),
        ("categorical", DataForm.Table, c => c.Categorical.Length > 0),
        ("ignore", DataForm.Table, c => c.Ignore.Length > 0),
        ("missing", DataForm.Table, c => c.Missing != usual.Missing),
        ("missingMarks", DataForm.Table, c => c.MissingMarks.Length > 0),
        ("standardise", DataForm.Table, c => c.Standardise != usual.Standardise),
        ("test", DataForm.Table | DataForm.OwnTexts, c => c.Test != usual.Test),
        ("header", DataForm.TextTable | DataForm.TextColumn, c => c.Header == false),
        ("delimiter", DataForm.TextTable | DataForm.TextColumn, c => c.Delimiter is not null),
        ("decimal", DataForm.TextTable, c => c.Decimal is not null),
        ("text", DataForm.TextColumn, c => c.Text is not null),
        ("vocabulary", DataForm.Texts, c => c.Vocabulary != usual.Vocabulary),
        ("minCount", DataForm.Texts, c => c.MinCount is not null),
        ("maxLength", DataForm.Texts, c => c.MaxLength != usual.MaxLength),
        ("lowerCase", DataForm.OwnTexts, c => c.LowerCase != usual.LowerCase),
    ];

    /// <summary>Keys that mean something for a user's own files alone and nothing for any set of the catalogue.</summary>
    public static IEnumerable<string> OfOwnFiles => All.Where(k => (k.Forms & Published) == DataForm.None).Select(k => k.Key);

    private const DataForm Published = DataForm.Pixels | DataForm.Values | DataForm.Audio | DataForm.Other | DataForm.PublishedTexts;

    /// <summary>Refuses keys that have no effect on the data at hand.</summary>
    /// <exception cref="ConfigException">Names the key, the data, and what the key applies to.</exception>
    public static void Check(DataConfig config, IDataset data)
    {
        var form = DataForms.Of(config.Id, data);
        foreach (var (key, forms, isSet) in All)
        {
            if (isSet(config) && !forms.HasFlag(form))
                throw new ConfigException($"data.{key}: has no effect on {config.Id} ({form.Describe()}); it applies to {forms.Describe()}");
        }
    }
}
