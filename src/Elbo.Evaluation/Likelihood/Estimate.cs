namespace Elbo.Evaluation.Likelihood;

/// <summary>A mean over examples with its standard error.</summary>
/// <param name="Mean">[nats per example] unless said otherwise.</param>
/// <param name="StandardError">Sample standard deviation over √n; 0 for one example.</param>
public readonly record struct Estimate(double Mean, double StandardError)
{
    /// <summary>Mean and standard error of <paramref name="values"/>; NaN for none.</summary>
    public static Estimate Of(IReadOnlyCollection<double> values)
    {
        if (values.Count == 0) return new(double.NaN, double.NaN);
        var mean = values.Average();
        if (values.Count == 1) return new(mean, 0);
        var squares = values.Sum(v => (v - mean) * (v - mean));
        return new(mean, Math.Sqrt(squares / (values.Count - 1) / values.Count));
    }

    /// <summary>In another unit: both numbers times <paramref name="factor"/>, whose sign the error does not take.</summary>
    public Estimate Scaled(double factor) => new(Mean * factor, StandardError * Math.Abs(factor));

    /// <summary>The same from Σv and Σv² of <paramref name="count"/> values.</summary>
    public static Estimate OfSums(double sum, double sumOfSquares, int count)
    {
        if (count == 0) return new(double.NaN, double.NaN);
        var mean = sum / count;
        return new(mean, count == 1 ? 0 : Math.Sqrt(Math.Max(0, sumOfSquares / count - mean * mean) / (count - 1)));
    }
}
