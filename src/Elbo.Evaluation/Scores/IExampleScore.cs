namespace Elbo.Evaluation.Scores;

/// <summary>A number for each example that says how strange it is to a model. Commands, tables and detection go over <see cref="ScoreCatalog"/>.</summary>
public interface IExampleScore
{
    /// <summary>Its name, after <c>--scores</c> and at the head of its column: <c>png_excess</c>.</summary>
    string Id { get; }

    /// <summary>What it is, for the help text.</summary>
    string Summary { get; }

    /// <summary>Whether strange examples have high values; else low ones.</summary>
    bool HighIsStrange { get; }

    /// <summary>Whether it is taken unless others are asked for.</summary>
    bool IsUsual { get; }

    /// <summary>Why it means nothing for a model and its data, half a sentence; null where it fits.</summary>
    string? Unfit(ScoreContext context);

    /// <summary>One number for each example, nats. Only asked where it fits.</summary>
    /// <exception cref="Measures.UnfitException">The examples show that it does not.</exception>
    IReadOnlyList<double> Take(ScoreContext context);
}
