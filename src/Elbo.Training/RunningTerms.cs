using Elbo.Models;

namespace Elbo.Training;

/// <summary>Sums of the objective and its terms over examples, for means of an epoch; and what was seen of the gradient.</summary>
public sealed class RunningTerms
{
    /// <summary>Examples summed over.</summary>
    public long Examples { get; set; }

    /// <summary>Sums by name; <c>objective</c> first.</summary>
    public Dictionary<string, double> Sums { get; set; } = [];

    /// <summary>Units of the terms that are not in nats.</summary>
    public Dictionary<string, Unit> Units { get; set; } = [];

    /// <summary>Steps of which the norm of the gradient was taken.</summary>
    public long Norms { get; set; }

    /// <summary>Sum of those norms, before clipping.</summary>
    public double NormSum { get; set; }

    /// <summary>The largest of them.</summary>
    public double LargestNorm { get; set; }

    /// <summary>Adds a batch.</summary>
    /// <returns>The first term that is not finite, or null: a part before the objective it spoils.</returns>
    public string? Add(LossTerms loss)
    {
        var objective = Add("objective", loss.Objective, UnitOf(loss));
        string? part = null;
        foreach (var term in loss.Terms)
        {
            var bad = Add(term.Name, term.Values, term.Unit);
            part ??= bad;
        }
        Examples += loss.Objective.Count;
        return part ?? objective;
    }

    /// <summary>Adds a batch's terms of a further update; its objective is called <c>UPDATE_objective</c>.</summary>
    /// <returns>As <see cref="Add(LossTerms)"/>.</returns>
    public string? AddBeside(LossTerms loss, string update)
    {
        var objective = Add($"{update}_objective", loss.Objective, UnitOf(loss));
        string? part = null;
        foreach (var term in loss.Terms)
        {
            var bad = Add(term.Name, term.Values, term.Unit);
            part ??= bad;
        }
        return part ?? objective;
    }

    /// <summary>Adds the norm of a step's gradient.</summary>
    public void AddNorm(double norm)
    {
        Norms++;
        NormSum += norm;
        LargestNorm = Math.Max(LargestNorm, norm);
    }

    /// <summary>Means per example, in nats unless <see cref="Units"/> says otherwise.</summary>
    public Dictionary<string, double> Means() => Sums.ToDictionary(s => s.Key, s => s.Value / Math.Max(Examples, 1));

    /// <summary>Back to no examples.</summary>
    public void Clear()
    {
        (Examples, Norms, NormSum, LargestNorm) = (0, 0, 0, 0);
        Sums.Clear();
    }

    /// <summary>Goes on from the sums of a checkpoint.</summary>
    public void Take(RunningTerms other)
    {
        (Examples, Norms, NormSum, LargestNorm) = (other.Examples, other.Norms, other.NormSum, other.LargestNorm);
        (Sums, Units) = (new(other.Sums), new(other.Units));
    }

    // What it is a sum of, where all of that is counted in one unit.
    private static Unit UnitOf(LossTerms loss)
    {
        var units = loss.Terms.Where(t => t.Weight is not null).Select(t => t.Unit).Distinct().ToList();
        return units is [var one] ? one : Unit.Nats;
    }

    private string? Add(string name, Torch.Tensor values, Unit unit = Unit.Nats)
    {
        if (unit != Unit.Nats) Units[name] = unit;
        var sum = 0.0;
        if (values.Device.IsCpu && values.DType == Torch.DType.F32 && values.IsContiguous)
            foreach (var value in values.AsSpan<float>()) sum += value;
        else
            sum = Torch.Ops.Sum(values).ToDouble();
        Sums[name] = Sums.GetValueOrDefault(name) + sum;
        return double.IsFinite(sum) ? null : name;
    }
}
