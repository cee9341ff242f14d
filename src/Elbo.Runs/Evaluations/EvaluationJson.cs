using System.Text.Json.Nodes;
using Elbo.Evaluation.Latents;
using Elbo.Evaluation.Likelihood;
using Elbo.Evaluation.Quality;
using Elbo.Runs.Sessions;

namespace Elbo.Runs.Evaluations;

/// <summary>An evaluation as JSON: figures in nats per example with their standard errors under the same name and <c>_se</c>.</summary>
internal static class EvaluationJson
{
    public static JsonObject Of(RunEvaluation evaluation)
    {
        var config = evaluation.Run.Config;
        var json = new JsonObject
        {
            ["run"] = evaluation.Run.Path,
            ["model"] = config.Model,
            ["data"] = config.Data.Id,
            ["binarisation"] = config.Data.Binarisation!.Value.ToString().ToLowerInvariant(),
            ["split"] = evaluation.Split.ToString().ToLowerInvariant(),
            ["examples"] = evaluation.Bound.Examples,
        };
        if (evaluation.Caveat is { } caveat) json["caveat"] = caveat;
        Put(json, "elbo", evaluation.Bound.Elbo);
        Put(json, "reconstruction", evaluation.Bound.Reconstruction);
        Put(json, "kl", evaluation.Bound.Kl);
        Put(json, "nll", evaluation.Importance?.NegativeLogLikelihood);
        Put(json, "bits_per_dimension", evaluation.BitsPerDimension);
        Put(json, "nll_bits_per_dimension", evaluation.ImportanceBitsPerDimension);
        json["samples"] = evaluation.Importance?.Samples;
        json["ess"] = evaluation.Importance is { } importance ? Json.Number(importance.EffectiveSampleSize, 2) : null;
        json["active_units"] = evaluation.Units?.Count;
        json["active_units_by_layer"] = evaluation.Units?.ToString();
        json["latent"] = evaluation.Units?.Variances.Count;
        if (evaluation.Units is { } units) json["unit_variances"] = Json.Array(units.Variances.Select(v => Json.Number(v)));
        if (evaluation.Kl is { } kl) Put(json, "kl_per_dimension", kl);
        if (evaluation.Information is { } information) json["information"] = Of(information);
        if (evaluation.Quality is { } quality) json["reconstruction_quality"] = Of(quality, config.Data.Binarisation!.Value);
        json["seed"] = evaluation.Seed;
        json["precision"] = evaluation.Precision.ToString().ToLowerInvariant();
        json["weights"] = evaluation.Provenance["weights"]?.DeepClone();
        json["weights_sha256"] = evaluation.Provenance["weights_sha256"]?.DeepClone();
        json["provenance"] = evaluation.Provenance.DeepClone();
        return json;
    }

    private static JsonObject Of(AggregatePosterior information)
    {
        var json = new JsonObject { ["examples"] = information.Examples };
        Put(json, "mutual_information", information.MutualInformation);
        json["mutual_information_ceiling"] = Json.Number(information.Ceiling, 4);
        Put(json, "total_correlation", information.TotalCorrelation);
        Put(json, "aggregate_kl", information.MarginalKl);
        if (information.DimensionKl is { } byDimension) Put(json, "aggregate_kl_per_dimension", byDimension);
        json["note"] = "q(z) is the mixture over these examples; for the distribution they come from, mutual information is biased downward and at most log N, its ceiling";
        return json;
    }

    private static JsonObject Of(ReconstructionQuality quality, Elbo.Data.Binarisation binarisation)
    {
        var json = new JsonObject();
        Put(json, "mse", quality.MeanSquaredError, 6);
        Put(json, "psnr", quality.Psnr);
        Put(json, "ssim", quality.Ssim);
        json["note"] = $"psnr in dB; means of p(x | z) at posterior means, against the inputs as the model saw them (binarisation {binarisation.ToString().ToLowerInvariant()})";
        return json;
    }

    private static void Put(JsonObject json, string name, Estimate? estimate, int decimals = 4)
    {
        json[name] = estimate is { } given ? Json.Number(given.Mean, decimals) : null;
        json[name + "_se"] = estimate is { } known ? Json.Number(known.StandardError, decimals) : null;
    }

    private static void Put(JsonObject json, string name, IReadOnlyList<Estimate> estimates)
    {
        json[name] = Json.Array(estimates.Select(e => Json.Number(e.Mean, 4)));
        json[name + "_se"] = Json.Array(estimates.Select(e => Json.Number(e.StandardError, 4)));
    }
}
