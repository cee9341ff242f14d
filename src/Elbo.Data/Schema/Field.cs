using System.Globalization;
using System.Text.Json.Serialization;
using Elbo.Torch;

namespace Elbo.Data;

/// <summary>A field of every example: what <see cref="Batch"/> hands out under this name.</summary>
/// <param name="Name">Lower case, one word.</param>
/// <param name="Type">Of its elements.</param>
/// <param name="Shape">Sizes of one example; null where they differ from example to example.</param>
public sealed record Field(string Name, DType Type, IReadOnlyList<int?> Shape)
{
    /// <summary>The field that a model of one field models: <see cref="Batch.X"/>.</summary>
    public const string Main = "x";

    /// <summary>The main field of examples that are real numbers of one shape.</summary>
    public static Field Values(IReadOnlyList<int> shape) => new(Main, DType.F32, [.. shape.Select(size => (int?)size)]);

    /// <summary>For a message: <c>[1, 28, 28]</c>, with <c>?</c> for sizes that differ.</summary>
    [JsonIgnore]
    public string Sizes => $"[{string.Join(", ", Shape.Select(size => size?.ToString(CultureInfo.InvariantCulture) ?? "?"))}]";

    /// <summary>For a message: <c>x f32 [1, 28, 28]</c>.</summary>
    public override string ToString() => $"{Name} {Type.Name()} {Sizes}";
}
