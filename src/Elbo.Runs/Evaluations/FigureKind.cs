using System.Text.Json.Nodes;
using Elbo.Runs.Reproductions;

namespace Elbo.Runs.Evaluations;

/// <summary>A figure that an evaluation gives and a paper may report.</summary>
/// <param name="Name">Its key in the JSON of <c>elbo evaluate</c>; the standard error stands under this name and <c>_se</c>.</param>
/// <param name="Unit">Of value and standard error.</param>
/// <param name="Meaning">For the head of a column.</param>
public sealed record FigureKind(string Name, string Unit, string Meaning)
{
    public static IReadOnlyList<FigureKind> All { get; } =
    [
        new("nll", "nats", "nll, −L_K"),
        new("elbo", "nats", "elbo, bound on log p(x)"),
        new("reconstruction", "nats", "reconstruction, E_q log p(x | z)"),
        new("kl", "nats", "kl, KL(q(z | x) ‖ p(z))"),
        new("bits_per_dimension", "bits", "bits per dimension, −elbo / (D log 2)"),
        new("ess", "samples", "effective sample size of L_K"),
        new("active_units", "units", "active units"),
    ];

    public static FigureKind? Find(string name) => All.FirstOrDefault(k => k.Name == name);

    /// <summary>The figures of an evaluation in the form of <c>elbo evaluate --json</c>; what was not measured is left out.</summary>
    public static IEnumerable<MeasuredFigure> Read(JsonObject evaluation)
    {
        foreach (var kind in All)
            if (Number(evaluation[kind.Name]) is { } value) yield return new(kind.Name, value, Number(evaluation[kind.Name + "_se"]), kind.Unit);
    }

    // Numbers made by code hold their own type, numbers read from text do not; both write as JSON.
    private static double? Number(JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == System.Text.Json.JsonValueKind.Number ? double.Parse(value.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture) : null;
}
