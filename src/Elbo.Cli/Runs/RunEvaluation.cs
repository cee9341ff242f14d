using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Elbo.Cli.Shell;
using Elbo.Data;
using Elbo.Evaluation.Latents;
using Elbo.Evaluation.Likelihood;
using Elbo.Models;
using Elbo.Torch;
using Elbo.Torch.IO;
using Elbo.Training.Runs;

namespace Elbo.Cli.Runs;

/// <summary>The figures of a run on a split, with what they were measured on.</summary>
internal sealed class RunEvaluation
{
    private readonly RunDirectory run;
    private readonly Split split;
    private readonly ulong seed;
    private readonly string precision = PrecisionScope.Current.ToString().ToLowerInvariant();

    private RunEvaluation(RunDirectory run, Split split, ulong seed) => (this.run, this.split, this.seed) = (run, split, seed);

    public required ElboSplit Bound { get; init; }

    /// <summary>Null when only the bound was asked for.</summary>
    public required IwaeBound? Importance { get; init; }

    /// <summary>Null for a model without a code.</summary>
    public required ActiveUnits? Units { get; init; }

    /// <summary>Where <see cref="Save"/> writes.</summary>
    public string Path => System.IO.Path.Combine(run.Path, $"evaluation-{split.ToString().ToLowerInvariant()}.json");

    /// <param name="samples">K of the importance-weighted bound; 0 leaves it out.</param>
    public static RunEvaluation Measure(RunDirectory run, Model model, IDataset data, Split split, int samples, int limit, ulong seed, Session session)
    {
        var total = Math.Min(limit, data.Count(split));
        var bound = Watch("bound", done => ElboEvaluator.Evaluate((IElboModel)model, data, split, limit, seed, done, session.Cancel));
        var importance = samples == 0 ? null : Watch($"iwae-{samples}", done =>
            IwaeEvaluator.Evaluate((ILatentVariableModel)model, data, split, samples, limit, seed, progress: done, cancel: session.Cancel));
        var units = model is IEncoder encoder ? ActiveUnits.Measure(encoder, data, split, limit) : null;
        return new(run, split, seed) { Bound = bound, Importance = importance, Units = units };

        T Watch<T>(string title, Func<Action<long>, T> measure)
        {
            using var work = session.Progress.Begin(title, total);
            var result = measure(done => work.Report(done));
            work.Done();
            return result;
        }
    }

    /// <summary>Figures and provenance.</summary>
    public JsonObject ToJson() => new()
    {
        ["run"] = run.Path,
        ["model"] = run.Config.Model,
        ["data"] = run.Config.Data.Id,
        ["binarisation"] = run.Config.Data.Binarisation.ToString().ToLowerInvariant(),
        ["split"] = split.ToString().ToLowerInvariant(),
        ["examples"] = Bound.Examples,
        ["elbo"] = Json.Number(Bound.Elbo.Mean, 4),
        ["elbo_se"] = Json.Number(Bound.Elbo.StandardError, 4),
        ["reconstruction"] = Json.Number(Bound.Reconstruction.Mean, 4),
        ["kl"] = Json.Number(Bound.Kl.Mean, 4),
        ["nll"] = Importance is null ? null : Json.Number(Importance.NegativeLogLikelihood.Mean, 4),
        ["nll_se"] = Importance is null ? null : Json.Number(Importance.NegativeLogLikelihood.StandardError, 4),
        ["samples"] = Importance?.Samples,
        ["ess"] = Importance is null ? null : Json.Number(Importance.EffectiveSampleSize, 2),
        ["active_units"] = Units?.Count,
        ["latent"] = Units?.Variances.Count,
        ["seed"] = seed,
        ["precision"] = precision,
        ["weights_sha256"] = WeightsHash(),
        ["elbo_version"] = typeof(RunEvaluation).Assembly.GetName().Version?.ToString(3),
        ["libtorch"] = TorchRuntime.Version,
    };

    /// <summary>For a person.</summary>
    public void Write(TextWriter text)
    {
        text.WriteLine($"{run.Config.Model} on {run.Config.Data.Id}, {split.ToString().ToLowerInvariant()} split, {Bound.Examples} examples; nats per example ± standard error");
        Line("elbo", Bound.Elbo, "bound on log p(x)");
        Line("  log p(x|z)", Bound.Reconstruction, "expected log-likelihood");
        Line("  kl", Bound.Kl, "KL(q(z|x) ‖ p(z))");
        if (Importance is not null)
        {
            Line($"nll", Importance.NegativeLogLikelihood, $"−L_{Importance.Samples}, importance-weighted; effective samples {Importance.EffectiveSampleSize:0.0}");
        }
        if (Units is not null) text.WriteLine($"  {"active units",-12}  {Units.Count} of {Units.Variances.Count}");

        void Line(string name, Estimate estimate, string meaning) => text.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  {name,-12} {estimate.Mean,9:0.00} ± {estimate.StandardError:0.00}   {meaning}"));
    }

    public void Save() => AtomicFile.WriteText(Path, ToJson().ToJsonString(new() { WriteIndented = true }) + "\n");

    private string? WeightsHash()
    {
        if (!File.Exists(run.WeightsPath)) return null;
        using var file = File.OpenRead(run.WeightsPath);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
