using System.Text.Json.Serialization;
using Elbo.Data;
using Elbo.Evaluation.Likelihood;
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

    /// <summary>How many examples of the split have log p(x) estimated by annealed importance sampling as well; null for none.</summary>
    public int? Annealed { get; init; }

    /// <summary>C, chains of each of them; null for the usual number.</summary>
    [EffectiveUnder(nameof(Annealed))]
    public int? Chains { get; init; }

    /// <summary>T, distributions of the path with both ends; null for the usual number.</summary>
    [EffectiveUnder(nameof(Annealed))]
    public int? Steps { get; init; }

    /// <summary>Whether as many simulated examples are bounded from both sides; null for no.</summary>
    [EffectiveUnder(nameof(Annealed))]
    public bool? Bdmc { get; init; }

    /// <summary>How log p(x) is estimated by annealing; null where it is not.</summary>
    internal AnnealingOptions? Annealing => Annealed is not { } examples ? null
        : new() { Examples = examples, Chains = Chains ?? AnnealingOptions.UsualChains, Steps = Steps ?? AnnealingOptions.UsualSteps, Bdmc = Bdmc ?? false };

    /// <inheritdoc/>
    public IEnumerable<string> Problems()
    {
        if (Annealed is < 1) yield return $"annealed must be at least 1 or null, is {Annealed}";
        if (Chains is < 1) yield return $"chains must be at least 1 or null, is {Chains}";
        if (Steps is < 2) yield return $"steps must be at least 2 or null, is {Steps}";
        if (Samples < 0) yield return $"samples must be 0 or more, is {Samples}";
        if (Limit is < 1) yield return $"limit must be at least 1 or null, is {Limit}";
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, Converters = [typeof(CamelCaseEnums)])]
[JsonSerializable(typeof(EvaluationProtocol))]
[JsonSerializable(typeof(PaperFigure))]
internal sealed partial class RecipeJson : JsonSerializerContext;
