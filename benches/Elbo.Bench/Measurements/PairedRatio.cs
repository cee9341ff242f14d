using System.Globalization;
using System.Text.Json.Nodes;
using Elbo.Runs.Sessions;

namespace Elbo.Bench.Measurements;

/// <summary>How many times as long one side takes as the other: the median over the turns in which both ran, and the middle half of them.</summary>
/// <param name="Low">A quarter of the turns lie below.</param>
/// <param name="High">A quarter of the turns lie above.</param>
internal sealed record PairedRatio(double Median, double Low, double High)
{
    /// <summary>Turn by turn, so that what slows both down for a while drops out.</summary>
    public static PairedRatio Of(IReadOnlyList<double> own, IReadOnlyList<double> other)
    {
        double[] ratios = [.. own.Zip(other, (a, b) => a / b).Order()];
        var half = ratios.Length / 2;
        // Both halves without the one in the middle; a single turn has no spread.
        return half == 0
            ? new(ratios[0], ratios[0], ratios[0])
            : new(Measurements.Median.Of(ratios), Measurements.Median.Of(ratios[..half]), Measurements.Median.Of(ratios[^half..]));
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Median:0.00} ({Low:0.00}–{High:0.00})");

    public JsonObject ToJson() => new() { ["median"] = Json.Number(Median, 3), ["low"] = Json.Number(Low, 3), ["high"] = Json.Number(High, 3) };
}
