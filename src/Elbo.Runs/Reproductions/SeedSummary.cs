using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Elbo.Runs.Reproductions;

/// <summary>A preset trained from several seeds, as one result: means, their standard errors and the standard deviations over seeds.</summary>
public static class SeedSummary
{
    /// <summary>The figures that all of them have.</summary>
    /// <param name="results">Of one preset, at least two, by seed.</param>
    public static Reproduction Of(IReadOnlyList<Reproduction> results)
    {
        var first = results[0];
        return first with
        {
            Seeds = [.. results.Select(r => r.Seed)],
            Command = string.Create(CultureInfo.InvariantCulture, $"elbo reproduce {first.Preset} --seeds {first.Seed}..{results[^1].Seed}"),
            TrainingMinutes = Math.Round(results.Sum(r => r.TrainingMinutes), 2),
            EvaluationMinutes = Math.Round(results.Sum(r => r.EvaluationMinutes), 2),
            WeightsSha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Concat(results.Select(r => r.WeightsSha256))))),
            Figures = [.. first.Figures.Where(f => results.All(r => r.Figures.Any(own => own.Name == f.Name))).Select(f => Over(f, [.. results.Select(r => r.Figures.First(own => own.Name == f.Name).Value)]))],
        };
    }

    private static MeasuredFigure Over(MeasuredFigure figure, double[] values)
    {
        var mean = values.Average();
        var deviation = Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1));
        return figure with { Value = Math.Round(mean, 4), Se = Math.Round(deviation / Math.Sqrt(values.Length), 4), Sd = Math.Round(deviation, 4) };
    }
}
