namespace Elbo.Evaluation.SelfCheck;

/// <summary>An estimator's figure beside the exact one.</summary>
/// <param name="Name">Estimator and problem, e.g. <c>iwae-10</c>.</param>
/// <param name="Estimate">What the estimator says; nats unless the name says otherwise.</param>
/// <param name="Exact">From a closed form or a quadrature that shares no code with the estimator.</param>
/// <param name="StandardError">Of the estimate, at least the rounding of f64 sums: estimators without variance must be right to that.</param>
public sealed record SelfCheckRow(string Name, double Estimate, double Exact, double StandardError)
{
    /// <summary>Beyond it an estimator is taken to be wrong: chance exceeds it once in about two million rows.</summary>
    public const double LargestZ = 5;

    private const double Rounding = 1e-9;

    /// <summary>(estimate − exact)/standard error.</summary>
    public double Z => (Estimate - Exact) / StandardError;

    /// <summary>False too when the estimate is no number.</summary>
    public bool Passed => Math.Abs(Z) <= LargestZ;

    /// <summary>A row of an estimate with its sampling error, which may be 0.</summary>
    public static SelfCheckRow Of(string name, double estimate, double exact, double standardError) =>
        new(name, estimate, exact, Math.Max(standardError, Rounding * Math.Max(1, Math.Abs(exact))));
}
