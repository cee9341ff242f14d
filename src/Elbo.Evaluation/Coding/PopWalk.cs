using Elbo.Models;
using Elbo.Models.Latents;
using Elbo.Probability;
using Elbo.Torch;

namespace Elbo.Evaluation.Coding;

/// <summary>Takes the value of every site off a message: a draw from its distribution, made of bits that come back when it is pushed again.</summary>
/// <param name="code">What is popped from.</param>
/// <param name="count">B, examples whose sites are visited together.</param>
internal sealed class PopWalk(AnsStack message, NumberCode code, int count) : SiteWalk
{
    /// <summary>Null.</summary>
    public override Pass? Pass => null;

    /// <inheritdoc/>
    public override SiteValues Values { get; } = new();

    /// <returns>[1, B, …].</returns>
    public override Tensor At(string site, Distribution distribution)
    {
        var numbers = Numbers(site, distribution);
        long[] shape = [1, count, .. distribution.EventShape];
        var values = new double[shape.Aggregate(1L, (product, size) => product * size)];
        for (var n = 0; n < values.Length; n++) values[n] = LatentCells.Middle(code.Pop(message, numbers, n % numbers.Count));
        var value = Tensor.From(values, shape);
        Values.Add(site, value);
        return value;
    }

    /// <summary>Undoes a visit: pushes all values, so that the same visit would pop them again.</summary>
    public static void Push(AnsStack message, NumberCode code, ReplayWalk visit)
    {
        foreach (var (site, distribution) in visit.Visits.Reverse())
        {
            var numbers = Numbers(site, distribution);
            var values = visit.Values[site].ToArray<double>();
            for (var n = values.Length - 1; n >= 0; n--) code.Push(message, numbers, n % numbers.Count, LatentCells.Of(values[n]));
        }
    }

    private static NumberCdf Numbers(string site, Distribution distribution) => distribution is IHasNumberCdf { Levels: null } numbers ? numbers.Numbers()
        : throw new NotSupportedException($"the latent site '{site}' is {distribution.GetType().Name}, and only independent real numbers with a known distribution function can be borrowed");
}
