using System.CommandLine;
using Elbo.Evaluation.Measures;

namespace Elbo.Cli.Commands;

/// <summary>The option <c>--metrics units,kl</c>: measures beside the bounds, by name.</summary>
internal static class MetricChoice
{
    private const string All = "all", None = "none";

    /// <summary>Its value is <see cref="MeasureCatalog.Beside"/> itself for all, and null where it is not given.</summary>
    public static Option<IReadOnlyList<IMeasure>?> Option()
    {
        var option = new Option<IReadOnlyList<IMeasure>?>("--metrics")
        {
            HelpName = "LIST",
            Description = $"Beside the bounds, with commas between: {string.Join(", ", MeasureCatalog.Beside.Select(m => $"{m.Id} ({m.Summary})"))}; or all that fit the model and its data, or none [default: all]",
        };
        option.CustomParser = result =>
        {
            List<IMeasure> chosen = [];
            foreach (var name in result.Tokens[^1].Value.Split(','))
            {
                if (name == All) return MeasureCatalog.Beside;
                if (name == None) continue;
                if (MeasureCatalog.Beside.FirstOrDefault(m => m.Id == name) is { } measure) chosen.Add(measure);
                else result.AddError($"--metrics '{name}' is not one of {string.Join(", ", MeasureCatalog.Beside.Select(m => m.Id))}, {All}, {None}");
            }
            return chosen;
        };
        return option;
    }
}
