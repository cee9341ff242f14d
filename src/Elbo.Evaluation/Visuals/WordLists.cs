using System.Globalization;
using Elbo.Models;
using Elbo.Torch;

namespace Elbo.Evaluation.Visuals;

/// <summary>Counts and shares of words, in words: a line each.</summary>
public static class WordLists
{
    private const int Most = 10;

    /// <summary>The words of each row that occur most: <c>game 5, team 4, …</c>.</summary>
    /// <param name="counts">[B, V].</param>
    /// <param name="words">V names.</param>
    /// <param name="format">Of a count.</param>
    public static IReadOnlyList<string> Of(Tensor counts, IReadOnlyList<string> words, string format = "0")
    {
        using var scope = TensorScope.Enter();
        var (values, size) = (counts.To(DType.F64).Contiguous().ToArray<double>(), words.Count);
        return [.. Enumerable.Range(0, (int)counts.Size(0)).Select(b => string.Join(", ", Enumerable.Range(0, size)
            .Where(w => values[b * size + w] > 0).OrderByDescending(w => values[b * size + w]).Take(Most)
            .Select(w => $"{words[w]} {values[b * size + w].ToString(format, CultureInfo.InvariantCulture)}")))];
    }

    /// <summary>What dimensions of the code say: the words that become likelier, by the greatest factors, where one is at its end and all others are 0.</summary>
    /// <param name="dimensions">Numbers of dimensions.</param>
    /// <param name="end">Of the prior's standard deviations; below 0 the other end.</param>
    public static IReadOnlyList<string> Topics(IDecoder model, IReadOnlyList<int> dimensions, IReadOnlyList<string> words, double end)
    {
        using var off = Gradients.Off();
        using var scope = TensorScope.Enter();
        var codes = Tensor.Zeros([dimensions.Count + 1, model.LatentSize]);
        for (var k = 0; k < dimensions.Count; k++) codes[k][dimensions[k]].FillInPlace(end);
        var logShares = model.Decode(codes).Log();
        var size = words.Count;
        var rise = (logShares.Narrow(0, 0, dimensions.Count) - logShares[dimensions.Count]).ToArray<float>();
        return [.. Enumerable.Range(0, dimensions.Count).Select(k => string.Join(", ", Enumerable.Range(0, size).OrderByDescending(w => rise[k * size + w]).Take(Most).Select(w => words[w])))];
    }
}
