using Elbo.Models;

namespace Elbo.Training;

/// <summary>Sums of the objective and its terms over examples, for means of an epoch.</summary>
public sealed class RunningTerms
{
    /// <summary>Examples summed over.</summary>
    public long Examples { get; set; }

    /// <summary>Nats by name; <c>objective</c> first.</summary>
    public Dictionary<string, double> Sums { get; set; } = [];

    /// <summary>Adds a batch.</summary>
    /// <returns>The first term that is not finite, or null.</returns>
    public string? Add(LossTerms loss)
    {
        var bad = Add("objective", loss.Objective);
        foreach (var term in loss.Terms) bad = Add(term.Name, term.Nats) ?? bad;
        Examples += loss.Objective.Count;
        return bad;
    }

    /// <summary>Means per example [nats].</summary>
    public Dictionary<string, double> Means() => Sums.ToDictionary(s => s.Key, s => s.Value / Math.Max(Examples, 1));

    public void Clear()
    {
        Examples = 0;
        Sums.Clear();
    }

    private string? Add(string name, Torch.Tensor nats)
    {
        var sum = 0.0;
        if (nats.Device.IsCpu && nats.DType == Torch.DType.F32 && nats.IsContiguous)
            foreach (var value in nats.AsSpan<float>()) sum += value;
        else
            sum = Torch.Ops.Sum(nats).ToDouble();
        Sums[name] = Sums.GetValueOrDefault(name) + sum;
        return double.IsFinite(sum) ? null : name;
    }
}
