using System.Text.Json.Serialization;
using Elbo.Data;
using Elbo.Models.Configuration;

namespace Elbo.Runs.Recipes;

/// <summary>How a recipe's figures are measured: the <c>"evaluation"</c> section of a preset.</summary>
public sealed record EvaluationProtocol : IConfig
{
    /// <summary>K of the importance-weighted bound, exactly; 0 measures the bound alone.</summary>
    public int Samples { get; init; } = 5000;

    /// <summary>Only the first so many examples; null takes the whole split.</summary>
    public int? Limit { get; init; }

    /// <summary>The part of the data that is measured on.</summary>
    public Split Split { get; init; } = Split.Test;

    /// <summary>Seed of the posterior draws.</summary>
    public ulong Seed { get; init; } = 1;

    /// <inheritdoc/>
    public IEnumerable<string> Problems()
    {
        if (Samples < 0) yield return $"samples must be 0 or more, is {Samples}";
        if (Limit is < 1) yield return $"limit must be at least 1 or null, is {Limit}";
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, Converters = [typeof(CamelCaseEnums)])]
[JsonSerializable(typeof(EvaluationProtocol))]
[JsonSerializable(typeof(PaperFigure))]
internal sealed partial class RecipeJson : JsonSerializerContext;
