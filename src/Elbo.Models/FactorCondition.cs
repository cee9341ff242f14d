using Elbo.Data;
using Elbo.Models.Configuration;
using Elbo.Models.Priors;
using Elbo.Torch;

namespace Elbo.Models;

/// <summary>A factor of the data that a part of a model is conditioned on: a class, a speaker.</summary>
public sealed class FactorCondition
{
    private FactorCondition(Factor factor, int column) => (Factor, Column) = (factor, column);

    /// <summary>Its name in the data, and how many values it can take.</summary>
    public Factor Factor { get; }

    /// <summary>Its place among the factors of the data.</summary>
    internal int Column { get; }

    /// <summary>The factor of this name; null for no name.</summary>
    /// <param name="key">Of the setting, for the message.</param>
    /// <exception cref="ConfigException">The data has no such factor, and the nearest is suggested, or some examples do not say it.</exception>
    public static FactorCondition? Find(string? name, ModelInputs inputs, string key)
    {
        if (name is null) return null;
        var found = FindPartlyKnown(name, inputs, key);
        return !found.Factor.IsPartlyKnown ? found
            : throw new ConfigException($"{key}: the model must be told the {name} of every example, and some do not say it (hidden by data.labelled, or without a label in the data); 'ssvae' learns from both");
    }

    /// <summary>The factor of this name, of which some examples need not say their value.</summary>
    /// <param name="key">Of the setting, for the message.</param>
    /// <exception cref="ConfigException">The data has no such factor; the nearest is suggested.</exception>
    public static FactorCondition FindPartlyKnown(string name, ModelInputs inputs, string key)
    {
        if (Factor.PlaceOf(name, inputs.Factors) is >= 0 and var place) return new(inputs.Factors[place], place);
        throw new ConfigException(inputs.Factors.Count == 0 ? $"{key}: the data has no factor '{name}', nor any other" : $"{key}: the data has no factor '{name}'{NearestName.Hint(name, [.. inputs.Factors.Select(f => f.Name)])}");
    }

    /// <summary>Its values for these examples, I64 [B].</summary>
    /// <exception cref="DataException">They carry none.</exception>
    public Tensor Of(Batch x) => (x.Factors ?? throw new DataException($"the examples do not say their {Factor.Name}, which the model is conditioned on")).Select(1, Column);

    /// <summary>Factors [B, F] of which only this one is known, as <see cref="Of"/> reads them.</summary>
    /// <param name="levels">I64 [B].</param>
    public Tensor Row(Tensor levels) => Ops.Cat([Tensor.Zeros([levels.Count, Column], DType.I64, levels.Device), levels.Unsqueeze(1)], 1);

    /// <summary>What a distribution is conditioned on for these examples; null for an unconditional one.</summary>
    public static CodeConditions? Given(FactorCondition? condition, Batch x) => condition is null ? null : new(condition.Of(x));

    /// <summary>What a distribution is conditioned on when examples are drawn: the value asked for, or all in turn; null for an unconditional one.</summary>
    public static CodeConditions? Wanted(FactorCondition? condition, int count, long? level) =>
        condition is null ? null : new(level is { } asked ? Tensor.Full([count], asked, DType.I64) : condition.InTurn(count));

    /// <summary>Every value in turn, I64 [count].</summary>
    public Tensor InTurn(int count) => Tensor.From([.. Enumerable.Range(0, count).Select(k => (long)(k % Factor.Levels))]);
}
