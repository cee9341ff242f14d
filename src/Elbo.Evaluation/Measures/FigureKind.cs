namespace Elbo.Evaluation.Measures;

/// <summary>What a measure can say: a name, a unit and a meaning that JSON, tables, reports, comparisons and papers' figures share.</summary>
/// <param name="Name">Key in JSON, snake_case; the standard error stands under this name and <c>_se</c>.</param>
/// <param name="Unit">Of value and standard error, e.g. <c>nats</c>.</param>
/// <param name="Meaning">In a few words.</param>
/// <param name="Better">Which values are better.</param>
public sealed record FigureKind(string Name, string Unit, string Meaning, Direction Better = Direction.None)
{
    /// <summary>The JSON object it stands in; null for the outermost.</summary>
    public string? Section { get; init; }

    /// <summary>Its name for a person, e.g. <c>bits/dim</c>; null where JSON alone has it.</summary>
    public string? Label { get; init; }

    /// <summary>Whether it has a line of its own where figures are listed; comparisons show every one that has a label.</summary>
    public bool IsShown { get; init; } = true;

    /// <summary>Head of its card at the top of a report; null for none.</summary>
    public string? Card { get; init; }

    /// <summary>Whether results of reproductions keep it, so that a paper's value can stand beside it.</summary>
    public bool IsKept { get; init; } = true;

    /// <summary>Digits behind the point in JSON.</summary>
    public int Decimals { get; init; } = 4;

    /// <summary>How a person reads the number.</summary>
    public string Format { get; init; } = "0.00";

    /// <summary>Where it stands in the JSON of an evaluation, e.g. <c>information.total_correlation</c>.</summary>
    public string Path => Section is null ? Name : $"{Section}.{Name}";

    /// <summary>Head of a column or a row: <c>nll, −L_K, importance-weighted</c>.</summary>
    public string Title => Label is null ? $"{Name}, {Meaning}" : $"{Label}, {Meaning}";
}
