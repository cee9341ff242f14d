using System.Text.Json.Nodes;
using Elbo.Runs.Sessions;
using Figure = Elbo.Evaluation.Measures.Figure;

namespace Elbo.Runs.Evaluations;

/// <summary>An evaluation as JSON: every figure under its name, its standard error under the same name and <c>_se</c>.</summary>
internal static class EvaluationJson
{
    public static JsonObject Of(RunEvaluation evaluation)
    {
        var config = evaluation.Run.Config;
        var json = new JsonObject
        {
            ["run"] = evaluation.Run.Path,
            ["model"] = config.Model,
            ["data"] = evaluation.Data,
            ["binarisation"] = config.Data.ToOptions().Binarisation.ToString().ToLowerInvariant(),
            ["split"] = evaluation.Split.ToString().ToLowerInvariant(),
            ["examples"] = evaluation.Examples,
            ["likelihood"] = evaluation.Likelihood,
        };
        if (evaluation.Caveat is { } caveat) json["caveat"] = caveat;
        foreach (var figure in evaluation.WithEarlier) Put(figure.Kind.Section is { } section ? Section(json, section) : json, figure);
        foreach (var earlier in evaluation.Earlier) Section(json, earlier.Measure.Id)[EarlierFigures.Key] = earlier.Measured.DeepClone();
        if (evaluation.Unfit.Count > 0) json["unfit"] = new JsonObject(evaluation.Unfit.Select(u => KeyValuePair.Create(u.Measure.Id, (JsonNode?)u.Reason)));
        json["seed"] = evaluation.Seed;
        json["precision"] = evaluation.Precision.ToString().ToLowerInvariant();
        json["weights"] = evaluation.Provenance["weights"]?.DeepClone();
        json["weights_sha256"] = evaluation.Provenance["weights_sha256"]?.DeepClone();
        json["provenance"] = evaluation.Provenance.DeepClone();
        return json;
    }

    private static JsonObject Section(JsonObject json, string name)
    {
        if (json[name] is JsonObject there) return there;
        var section = new JsonObject();
        json[name] = section;
        return section;
    }

    private static void Put(JsonObject json, Figure figure)
    {
        var (name, decimals) = (figure.Name, figure.Kind.Decimals);
        json[name] = figure.Text is { } text ? JsonValue.Create(text)
            : figure.Values is { } values ? Numbers(values, decimals)
            : figure.StandardError is null && figure.Value == Math.Truncate(figure.Value) && Math.Abs(figure.Value) < int.MaxValue ? JsonValue.Create((int)figure.Value)
            : Json.Number(figure.Value, decimals);
        if (figure.StandardError is { } error) json[name + "_se"] = Json.Number(error, decimals);
        if (figure.Errors is { } errors) json[name + "_se"] = Numbers(errors, decimals);
    }

    private static JsonArray Numbers(IReadOnlyList<double> values, int decimals) => Json.Array(values.Select(v => Json.Number(v, decimals)));
}
