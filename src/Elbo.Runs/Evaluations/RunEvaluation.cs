using System.Globalization;
using System.Text.Json.Nodes;
using Elbo.Data;
using Elbo.Evaluation.Latents;
using Elbo.Evaluation.Likelihood;
using Elbo.Evaluation.Quality;
using Elbo.Evaluation.Visuals;
using Elbo.Models;
using Elbo.Models.Latents;
using Elbo.Runs.Sessions;
using Elbo.Torch;
using Elbo.Torch.IO;
using Elbo.Training;
using Elbo.Training.Runs;

namespace Elbo.Runs.Evaluations;

/// <summary>The figures of a run on a split, with what they were measured on.</summary>
public sealed class RunEvaluation
{
    private RunEvaluation(RunDirectory run, WeightsKind weights, IDataset data, Split split, ulong seed)
    {
        (Run, Weights, Split, Seed) = (run, weights, split, seed);
        Provenance = Evaluations.Provenance.Of(run, weights, data, seed);
    }

    public RunDirectory Run { get; }

    /// <summary>Which of the run's weights were measured.</summary>
    public WeightsKind Weights { get; }

    public Split Split { get; }

    /// <summary>Of every draw.</summary>
    public ulong Seed { get; }

    /// <summary>What matrix products were rounded to.</summary>
    public MatrixPrecision Precision { get; } = PrecisionScope.Current;

    /// <summary>Configuration, hashes, versions, machine, command and date.</summary>
    public JsonObject Provenance { get; }

    public required ElboSplit Bound { get; init; }

    /// <summary>Null when only the bound was asked for.</summary>
    public required IwaeBound? Importance { get; init; }

    /// <summary>D where p(x | z) is a probability of grey values, whose bits can be compared between models and with files; null for any other distribution.</summary>
    public required int? GreyDimensions { get; init; }

    /// <summary>−elbo/(D log 2); null without <see cref="GreyDimensions"/>.</summary>
    public Estimate? BitsPerDimension => Bits(Bound.Elbo, -1);

    /// <summary>−L_K/(D log 2); null too without <see cref="Importance"/>.</summary>
    public Estimate? ImportanceBitsPerDimension => Importance is null ? null : Bits(Importance.NegativeLogLikelihood, 1);

    /// <summary>Null for a model without a code, or when not asked for; so are the others.</summary>
    public required ActiveUnits? Units { get; init; }

    /// <summary>Null too where the posterior joins the dimensions of the code.</summary>
    public required IReadOnlyList<Estimate>? Kl { get; init; }

    /// <summary>Null too where the posterior joins the dimensions of the code.</summary>
    public required AggregatePosterior? Information { get; init; }

    /// <summary>Null too where data are no images.</summary>
    public required ReconstructionQuality? Quality { get; init; }

    /// <summary>Why the figures mean little, of a run that would not be begun today; null for all others.</summary>
    public string? Caveat { get; init; }

    /// <summary>Where <see cref="Save"/> writes.</summary>
    public string Path => PathOf(Run, Split, Weights);

    /// <summary>Where the figures of a split are kept: <c>evaluation-test.json</c>, <c>evaluation-test-best.json</c> …</summary>
    public static string PathOf(RunDirectory run, Split split, WeightsKind weights = WeightsKind.Last) => System.IO.Path.Combine(
        run.Path, $"evaluation-{split.ToString().ToLowerInvariant()}{(weights == WeightsKind.Last ? "" : "-" + weights.ToString().ToLowerInvariant())}.json");

    /// <param name="samples">K of the importance-weighted bound; 0 leaves it out.</param>
    /// <param name="limit">Only the first so many examples.</param>
    /// <param name="metrics">What is measured beside the bounds, as far as the model's capabilities allow.</param>
    public static RunEvaluation Measure(RunDirectory run, Model model, IDataset data, Split split, int samples, int limit, ulong seed, ISession session,
        Metrics metrics = Metrics.All, WeightsKind weights = WeightsKind.Last)
    {
        var total = Math.Min(limit, data.Count(split));
        var latent = model.As<ILatentVariables>()!;
        var bound = Watch("bound", done => ElboEvaluator.Evaluate(latent, data, split, limit, seed, done, session.Cancel));
        if (!double.IsFinite(bound.Elbo.Mean))
            throw new CommandException($"{run.Path}: the bound on the {split.ToString().ToLowerInvariant()} split is not finite, so there are no figures; train anew with a smaller training.learningRate");
        var importance = samples == 0 || latent.HasPointPosterior ? null : Watch($"iwae-{samples}", done =>
            IwaeEvaluator.Evaluate(latent, data, split, samples, limit, seed, progress: done, cancel: session.Cancel));
        return new(run, weights, data, split, seed)
        {
            Bound = bound,
            Caveat = LikelihoodFit.IsMeaningless(run.Config, data)
                ? $"the pixels are 0 or 1 and the likelihood is {model.As<IDataRange>()?.LikelihoodName}: nats and bits per dimension of this pairing can be compared with nothing" : null,
            Importance = importance,
            GreyDimensions = model.As<IDataRange>() is { GreyLevels: not null } ? data.Info.Dimensions : null,
            Units = Asked(Metrics.Units) && model.As<IEncoder>() is not null ? ActiveUnits.Measure(latent, data, split, limit, seed: seed) : null,
            Kl = Asked(Metrics.Kl) && !latent.HasPointPosterior ? KlPerDimension.Measure(latent, data, split, limit, seed) is { Count: > 0 } kl ? kl : null : null,
            Information = Asked(Metrics.Information) && !latent.HasPointPosterior
                ? AggregatePosterior.Measure(latent, data, split, Math.Min(limit, AggregatePosterior.DefaultExamples), seed, session.Cancel) : null,
            Quality = Asked(Metrics.Reconstruction) && model.As<IReconstructor>() is { } reconstructor && ImageShape.Of(data.Info.Shape) is not null
                ? ReconstructionQuality.Measure(reconstructor, data, split, limit, session.Cancel) : null,
        };

        bool Asked(Metrics one) => metrics.HasFlag(one);

        T Watch<T>(string title, Func<Action<long>, T> measure)
        {
            using var work = session.Progress.Begin(title, total);
            var result = measure(done => work.Report(done));
            work.Done();
            return result;
        }
    }

    /// <summary>Figures and provenance.</summary>
    public JsonObject ToJson() => EvaluationJson.Of(this);

    public void Save() => AtomicFile.WriteText(Path, ToJson().ToJsonString(new() { WriteIndented = true }) + "\n");

    /// <summary>For a person.</summary>
    public void Write(TextWriter text)
    {
        text.WriteLine($"{Run.Config.Model} on {Run.Config.Data.Id}{Pixels}, {Split.ToString().ToLowerInvariant()} split, {Bound.Examples} examples; nats per example ± standard error");
        if (Caveat is { } caveat) text.WriteLine($"  note: {caveat}");
        foreach (var (name, value, meaning) in Lines()) text.WriteLine($"  {name,-12}  {value,-15}  {meaning}".TrimEnd());
    }

    // What is measured hangs on it as much as on the data set.
    private string Pixels => Run.FindSchema()?.Binarisation is { } made && made != Binarisation.None ? $", pixels binarised ({made.ToString().ToLowerInvariant()})" : "";

    private Estimate? Bits(Estimate nats, int sign) => GreyDimensions is { } dimensions ? nats.Scaled(sign / (dimensions * Math.Log(2))) : null;

    /// <summary>Every figure with its standard error, and what it means.</summary>
    public IEnumerable<(string Name, string Value, string Meaning)> Lines()
    {
        yield return Line("elbo", Bound.Elbo, "bound on log p(x)");
        yield return Line("  log p(x|z)", Bound.Reconstruction, "expected log-likelihood");
        yield return Line("  kl", Bound.Kl, "KL(q(z|x) ‖ p(z))");
        if (Importance is not null)
            yield return Line("nll", Importance.NegativeLogLikelihood, string.Create(CultureInfo.InvariantCulture, $"−L_{Importance.Samples}, importance-weighted; effective samples {Importance.EffectiveSampleSize:0.0}"));
        if (BitsPerDimension is { } bits) yield return Line("bits/dim", bits, $"−elbo / ({GreyDimensions} log 2)", "0.000");
        if (ImportanceBitsPerDimension is { } tighter) yield return Line("bits/dim nll", tighter, $"−L_{Importance!.Samples} / ({GreyDimensions} log 2)", "0.000");
        if (Information is not null)
        {
            yield return Line("mutual inf.", Information.MutualInformation, string.Create(CultureInfo.InvariantCulture, $"of x and z; from {Information.Examples} examples, so at most {Information.Ceiling:0.00}"));
            yield return Line("total corr.", Information.TotalCorrelation, "of the dimensions of z");
            if (Information.MarginalKl is { } marginal) yield return Line("marginal kl", marginal, "KL(q(z) ‖ p(z)) of the aggregate posterior");
        }
        if (Quality is not null)
        {
            yield return Line("psnr", Quality.Psnr, "dB, of reconstructions against the inputs as the model saw them");
            if (Quality.Ssim is { } ssim) yield return Line("ssim", ssim, "structural similarity, at most 1", "0.000");
        }
        if (Units is not null) yield return ("active units", $"{Units} of {string.Join('+', Units.Layers)}", "dimensions with Var E[z|x] > 0.01");

        static (string, string, string) Line(string name, Estimate estimate, string meaning, string format = "0.00") =>
            (name, $"{estimate.Mean.ToString(format, CultureInfo.InvariantCulture),7} ± {estimate.StandardError.ToString(format, CultureInfo.InvariantCulture)}", meaning);
    }
}
