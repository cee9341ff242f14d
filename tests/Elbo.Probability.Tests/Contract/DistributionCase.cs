using Elbo.Torch;

namespace Elbo.Probability.Tests.Contract;

/// <summary>All that the contract needs to know of one family: how to build it and what an independent source says of it.</summary>
/// <param name="Build">From a parameter vector θ <c>[P]</c> and the shape of one draw; gradients must flow to θ.</param>
/// <param name="Settings">Ordinary parameter vectors.</param>
/// <param name="Extremes">Parameter vectors and points at which nothing may overflow in f32.</param>
/// <param name="LogProb">Reference in plain doubles.</param>
/// <param name="Probes">Points of the support for a given θ at which to compare with the reference.</param>
/// <param name="Outside">Values that the support must refuse.</param>
public sealed record DistributionCase(
    string Name,
    Func<Tensor, long[], int, Distribution> Build,
    double[][] Settings,
    (double[] Theta, double[] Points)[] Extremes,
    Func<double[], double, double> LogProb,
    Func<double[], double[]> Probes,
    double[] Outside)
{
    /// <summary>Continuous families: P(X ≤ x).</summary>
    public Func<double[], double, double>? Cdf { get; init; }

    /// <summary>Continuous families: an interval outside which less than 1e-14 of the mass lies, cut at kinks of the density.</summary>
    public Func<double[], double[]>? Knots { get; init; }

    /// <summary>Panels of ten nodes between two knots.</summary>
    public int Panels { get; init; } = 400;

    /// <summary>Discrete families: every value with non-negligible mass.</summary>
    public Func<double[], double[]>? Outcomes { get; init; }

    /// <summary>False where draws come from a rejection sampler, whose noise cannot be held fixed while θ moves.</summary>
    public bool SamePath { get; init; } = true;

    /// <summary>Relative error that f32 may add to numbers that are themselves exact: some units in the last place for a handful of operations.</summary>
    public double SingleError { get; init; } = 2e-6;

    /// <summary>True when the reference is a mass function.</summary>
    public bool IsDiscrete => Outcomes is not null;

    /// <summary>E[f(X)] under the reference, by summation or quadrature.</summary>
    public double Expect(double[] theta, Func<double, double> f)
    {
        if (Outcomes is { } outcomes) return outcomes(theta).Sum(x => Math.Exp(LogProb(theta, x)) * f(x));
        var knots = Knots!(theta);
        var total = 0.0;
        for (var k = 1; k < knots.Length; k++) total += Quadrature.Integrate(x => Math.Exp(LogProb(theta, x)) * f(x), knots[k - 1], knots[k], Panels);
        return total;
    }

    /// <summary>P(X ≤ x) under the reference, by summation or quadrature.</summary>
    public double Mass(double[] theta, double x)
    {
        if (Outcomes is { } outcomes) return outcomes(theta).Where(value => value <= x).Sum(value => Math.Exp(LogProb(theta, value)));
        double[] knots = [.. Knots!(theta).Where(knot => knot < x), x];
        var total = 0.0;
        for (var k = 1; k < knots.Length; k++) total += Quadrature.Integrate(value => Math.Exp(LogProb(theta, value)), knots[k - 1], knots[k], Panels);
        return total;
    }

    public Distribution At(double[] theta, long[] shape, int eventAxes, DType dtype = DType.F64) =>
        Build(Tensor.From(theta).To(dtype), shape, eventAxes);

    public override string ToString() => Name;
}
