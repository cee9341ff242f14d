using System.Globalization;
using Elbo.Evaluation.Likelihood;

namespace Elbo.Evaluation.Measures;

/// <summary>What a measure found: a number with its standard error, one for each dimension, or a text.</summary>
/// <param name="Kind">What it is a figure of.</param>
/// <param name="Value">In the unit of the kind; NaN for a text or a list.</param>
/// <param name="StandardError">In the same unit; null for a count, NaN where one example leaves it unknown.</param>
public sealed record Figure(FigureKind Kind, double Value, double? StandardError = null)
{
    /// <summary>An estimate.</summary>
    public Figure(FigureKind kind, Estimate estimate)
        : this(kind, estimate.Mean, estimate.StandardError)
    {
    }

    /// <summary>One value for each dimension of the code, in place of <see cref="Value"/>.</summary>
    public IReadOnlyList<double>? Values { get; init; }

    /// <summary>Standard errors of <see cref="Values"/>; null where they have none.</summary>
    public IReadOnlyList<double>? Errors { get; init; }

    /// <summary>In place of <see cref="Value"/>, where it is no number.</summary>
    public string? Text { get; init; }

    /// <summary>What a person reads in place of the number, e.g. <c>16+5 of 100+50</c>.</summary>
    public string? Shown { get; init; }

    /// <summary>What a person reads in place of the kind's meaning, where more is known about this one.</summary>
    public string? Detail { get; init; }

    /// <summary>Over its card, where more is known about this one than the kind's.</summary>
    public string? Head { get; init; }

    /// <summary>Its name for a person here; the kind's unless given.</summary>
    public string? Label { get => field ?? Kind.Label; init; }

    /// <summary>Key in JSON, that of its kind.</summary>
    public string Name => Kind.Name;

    /// <summary>Of value and standard error, that of its kind; empty for a number without one.</summary>
    public string Unit => Kind.Unit;

    /// <summary>What it means here.</summary>
    public string Meaning => Detail ?? Kind.Meaning;

    /// <summary>Estimates, one for each dimension.</summary>
    public static Figure Of(FigureKind kind, IReadOnlyList<Estimate> estimates) =>
        new(kind, double.NaN) { Values = [.. estimates.Select(e => e.Mean)], Errors = [.. estimates.Select(e => e.StandardError)] };

    /// <summary>Numbers without an error, one for each dimension.</summary>
    public static Figure Of(FigureKind kind, IReadOnlyList<double> values) => new(kind, double.NaN) { Values = values };

    /// <summary>Words.</summary>
    public static Figure Of(FigureKind kind, string text) => new(kind, double.NaN) { Text = text };

    /// <summary>For a person: <c>−92.31 ± 0.24</c> with a hyphen for the sign.</summary>
    public override string ToString() => Shown ?? Text ?? (StandardError is { } error ? $"{Number(Value),7} ± {Estimate.ErrorText(error, Kind.Format)}" : $"{Number(Value),7}");

    private string Number(double value) => value.ToString(Kind.Format, CultureInfo.InvariantCulture);
}
