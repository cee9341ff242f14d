using System.Globalization;

namespace Elbo.Evaluation.Likelihood;

/// <summary>A mean over examples with its standard error.</summary>
/// <param name="Mean">[nats per example] unless said otherwise.</param>
/// <param name="StandardError">Sample standard deviation over √n; NaN for one example, of which nothing is known about the spread.</param>
public readonly record struct Estimate(double Mean, double StandardError)
{
    /// <summary>Mean and standard error of <paramref name="values"/>; NaN for none.</summary>
    public static Estimate Of(IReadOnlyCollection<double> values)
    {
        if (values.Count == 0) return new(double.NaN, double.NaN);
        var mean = values.Average();
        if (values.Count == 1) return new(mean, double.NaN);
        var squares = values.Sum(v => (v - mean) * (v - mean));
        return new(mean, Math.Sqrt(squares / (values.Count - 1) / values.Count));
    }

    /// <summary>A standard error for a person: a dash where there is none.</summary>
    public static string ErrorText(double error, string format) => double.IsNaN(error) ? "–" : error.ToString(format, CultureInfo.InvariantCulture);

    /// <summary>In another unit: both numbers times <paramref name="factor"/>, whose sign the error does not take.</summary>
    public Estimate Scaled(double factor) => new(Mean * factor, StandardError * Math.Abs(factor));

    /// <summary>The same from Σv and Σv² of <paramref name="count"/> values.</summary>
    public static Estimate OfSums(double sum, double sumOfSquares, int count)
    {
        if (count == 0) return new(double.NaN, double.NaN);
        var mean = sum / count;
        return new(mean, count == 1 ? double.NaN : Math.Sqrt(Math.Max(0, sumOfSquares / count - mean * mean) / (count - 1)));
    }
}
