using System.Text.Json;
using System.Text.Json.Serialization;

namespace Elbo.Data;

/// <summary>
/// What a model knows of its data: enough to build it again, and to hand it new examples, where the data is not at hand. It is kept with a
/// trained model; data of the same schema gives the same text, byte for byte.
/// </summary>
public sealed record DataSchema
{
    /// <summary>The data set's id, or the name of a user's file.</summary>
    public string Data { get; init; } = "";

    /// <summary>What one example is.</summary>
    public DataKind Kind { get; init; }

    /// <summary>What every example has; one of them is <see cref="Field.Main"/>.</summary>
    public required IReadOnlyList<Field> Fields { get; init; }

    /// <summary>What is known about every example beside its fields, in the order of <see cref="Batch.Factors"/>.</summary>
    public IReadOnlyList<Factor> Factors { get; init; } = [];

    /// <summary>Names of the classes by number; empty where there are none or they have no names.</summary>
    public IReadOnlyList<string> ClassNames { get; init; } = [];

    /// <summary>Words by number, of text; null for other data.</summary>
    public IReadOnlyList<string>? Vocabulary { get; init; }

    /// <summary>Samples per second of audio; null for other data.</summary>
    public int? SampleRate { get; init; }

    /// <summary>How the rows of a table became numbers; null for other data.</summary>
    public TableEncoding? Encoding { get; init; }

    /// <summary>How pixels become numbers; null for data without pixels.</summary>
    public Binarisation? Binarisation { get; init; }

    /// <summary>Different values of a number, evenly spaced from 0 to 1: 2 for binary data, 256 for grey pixels; null for real numbers.</summary>
    public int? GreyLevels { get; init; }

    /// <summary>N, examples that are trained on; 0 where it is not known.</summary>
    public int TrainingExamples { get; init; }

    /// <summary>Sizes of one example's main field, e.g. [1, 28, 28].</summary>
    /// <exception cref="DataException">They differ from example to example.</exception>
    [JsonIgnore]
    public IReadOnlyList<int> Shape => [.. MainField.Shape.Select(size => size ?? throw new DataException($"{Data}: examples differ in size: {MainField}"))];

    /// <summary>The field a model of one field models.</summary>
    [JsonIgnore]
    public Field MainField => Fields.First(f => f.Name == Field.Main);

    /// <summary>The schema of a data set that is open.</summary>
    public static DataSchema Of(IDataset data) => new()
    {
        Data = data.Info.Id,
        Kind = data.Info.Kind,
        Fields = data.Info.Fields,
        Factors = data.Info.Factors,
        ClassNames = data.Info.ClassNames,
        Vocabulary = data.Info.Vocabulary,
        SampleRate = data.Info.SampleRate,
        Encoding = data.Info.Encoding,
        Binarisation = data.Info.Binarisation,
        GreyLevels = data.Info.GreyLevels,
        TrainingExamples = data.Count(Split.Train),
    };

    /// <summary>The schema of examples of real numbers of which only the shape is known.</summary>
    public static DataSchema OfShape(IReadOnlyList<int> shape) => new() { Fields = [Field.Values(shape)] };

    /// <summary>Reads a schema that was kept with a model.</summary>
    /// <exception cref="DataException">The file cannot be read or is no schema.</exception>
    public static DataSchema Read(string path) => PackedFile.Guard(path, () =>
    {
        try
        {
            var schema = JsonSerializer.Deserialize(File.ReadAllText(path), SchemaJson.Default.DataSchema) ?? throw new DataException($"{path}: empty");
            return schema.Problem() is { } problem ? throw new DataException($"{path}: {problem}") : schema;
        }
        catch (JsonException e)
        {
            throw new DataException($"{path}: line {e.LineNumber + 1}: not the schema of data", e);
        }
    });

    /// <summary>As JSON, which <see cref="Read"/> reads.</summary>
    public string ToText() => JsonSerializer.Serialize(this, SchemaJson.Default.DataSchema) + "\n";

    /// <summary>Why examples of other data cannot be given to a model of this data; null where they can.</summary>
    /// <remarks>Both in words: what is found there, and what a model of this data takes.</remarks>
    public (string Found, string Wanted)? Mismatch(DataSchema other)
    {
        if (other.Kind != Kind) return ($"its examples are {other.Kind.Describe()}", Kind.Describe());
        foreach (var field in Fields)
        {
            if (other.Fields.FirstOrDefault(f => f.Name == field.Name) is not { } own) return ($"its examples have no field '{field.Name}'", field.ToString());
            if (own.Type != field.Type) return ($"its examples have {own}", field.ToString());
            if (!own.Shape.SequenceEqual(field.Shape)) return ($"its examples are {own.Sizes}", field.Sizes);
        }

        if (Vocabulary is { } words && other.Vocabulary?.SequenceEqual(words) != true) return ("it has another vocabulary", $"the {words.Count} words it was trained on");
        return null;
    }

    // In a file a list may have nulls, and what is left out of an entry is one.
    private string? Problem()
    {
        foreach (var field in Fields)
        {
            if (field?.Shape is null || string.IsNullOrEmpty(field.Name) || !Enum.IsDefined(field.Type)) return "a field without name, type or shape";
            if (field.Shape.Any(size => size < 0)) return $"field '{field.Name}' has a size below 0";
        }

        if (!Enum.IsDefined(Kind)) return "examples of an unknown kind";
        if (Fields.Count(f => f.Name == Field.Main) != 1) return $"no field '{Field.Main}', or two of them";
        foreach (var factor in Factors)
            if (factor?.LevelNames is null || factor.LevelNames.Contains(null!) || string.IsNullOrEmpty(factor.Name) || factor.Levels < 1) return "a factor without a name or values";
        if (ClassNames.Contains(null!) || Vocabulary?.Contains(null!) == true) return "a class or a word without a name";
        if (SampleRate < 1 || GreyLevels < 2 || TrainingExamples < 0) return $"{SampleRate} samples a second, {GreyLevels} grey levels and {TrainingExamples} examples cannot be";
        return Encoding?.Problem();
    }
}

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, Converters = [typeof(CamelCaseEnums)],
    RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(DataSchema))]
internal sealed partial class SchemaJson : JsonSerializerContext;
