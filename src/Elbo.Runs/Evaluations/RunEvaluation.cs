using System.Globalization;
using System.Text.Json.Nodes;
using Elbo.Data;
using Elbo.Evaluation.Likelihood;
using Elbo.Evaluation.Measures;
using Elbo.Models;
using Elbo.Runs.Sessions;
using Elbo.Torch;
using Elbo.Torch.IO;
using Elbo.Training;
using Elbo.Training.Runs;
using Figure = Elbo.Evaluation.Measures.Figure;

namespace Elbo.Runs.Evaluations;

/// <summary>The figures of a run on a split, with what they were measured on.</summary>
public sealed class RunEvaluation
{
    // Below these an effective sample size is that of a few draws, or of none to speak of.
    private const int LeastJudged = 10, SamplesThatTell = 50;

    private const double FewEffective = 2;

    // Parts of long measurements, beside the run's figures.
    private const string KeptFile = "evaluation-blocks.txt";

    // Whatever else is measured under weights that give no finite number here means nothing.
    private static readonly FigureKind[] likelihoods = [BoundMeasure.Elbo, BoundMeasure.Reconstruction, BoundMeasure.Kl, IwaeMeasure.Nll, AnnealedMeasure.Nll, HarmonicMeasure.Nll];

    private RunEvaluation(RunDirectory run, WeightsKind weights, IDataset data, Split split, ulong seed)
    {
        (Run, Weights, Split, Seed) = (run, weights, split, seed);
        Provenance = Evaluations.Provenance.Of(run, weights, data, seed);
    }

    /// <summary>Whose model was measured.</summary>
    public RunDirectory Run { get; }

    /// <summary>Which of the run's weights were measured.</summary>
    public WeightsKind Weights { get; }

    /// <summary>The part of the data that was measured on.</summary>
    public Split Split { get; }

    /// <summary>Of every draw.</summary>
    public ulong Seed { get; }

    /// <summary>What matrix products were rounded to.</summary>
    public MatrixPrecision Precision { get; } = PrecisionScope.Current;

    /// <summary>Configuration, hashes, versions, machine, command and date.</summary>
    public JsonObject Provenance { get; }

    /// <summary>The data set or path that was measured on.</summary>
    public required string Data { get; init; }

    /// <summary>What nats are of: so many grey values, or the family of p(x | z); null for a model that says none.</summary>
    public string? Likelihood { get; init; }

    private double[]? Bounds { get; init; }

    private double[]? Importance { get; init; }

    /// <summary>How many examples were measured over.</summary>
    public required int Examples { get; init; }

    /// <summary>What was measured, in the order of the measures.</summary>
    public required IReadOnlyList<Figure> Figures { get; init; }

    /// <summary>What an evaluation before it said of the same weights and data and this one was not asked for; none before <see cref="Save"/>.</summary>
    public IReadOnlyList<EarlierFigures> Earlier { get; private set; } = [];

    /// <summary>What an evaluation before it said of other weights or other data, and is not kept for that; none before <see cref="Save"/>.</summary>
    public IReadOnlyList<EarlierFigures> Outdated { get; private set; } = [];

    /// <summary>Measures that mean nothing for this model on this data, with the reason.</summary>
    public required IReadOnlyList<(IMeasure Measure, string Reason)> Unfit { get; init; }

    /// <summary>Why the figures mean little or nothing, of an unfinished run, of data outside the likelihood's range, and the like; null for all others.</summary>
    public string? Caveat { get; init; }

    /// <summary>Where <see cref="Save"/> writes.</summary>
    public string Path => PathOf(Run, Split, Weights);

    /// <summary>Where the figures of a split are kept: <c>evaluation-test.json</c>, <c>evaluation-test-best.json</c> …</summary>
    public static string PathOf(RunDirectory run, Split split, WeightsKind weights = WeightsKind.Last) => System.IO.Path.Combine(
        run.Path, $"evaluation-{split.ToString().ToLowerInvariant()}{(weights == WeightsKind.Last ? "" : "-" + weights.ToString().ToLowerInvariant())}.json");

    /// <summary>Where the bounds of each example are kept beside the figures, [N, 2] F64: the bound, and L_K; nats, NaN where one was not measured. Runs are compared example by example by them.</summary>
    public static string ExamplesPathOf(RunDirectory run, Split split, WeightsKind weights = WeightsKind.Last) => System.IO.Path.ChangeExtension(PathOf(run, split, weights), ".npy");

    /// <summary>Parts of long measurements that are done, of a run under some of its weights.</summary>
    public static KeptBlocks KeptBlocksOf(RunDirectory run, WeightsKind weights) => new(System.IO.Path.Combine(run.Path, KeptFile), Evaluations.Provenance.WeightsHash(run, weights));

    /// <param name="samples">K of the importance-weighted bound; 0 leaves it out.</param>
    /// <param name="limit">Only the first so many examples.</param>
    /// <param name="beside">What is measured beside the bounds, as far as it fits; null for all.</param>
    /// <param name="other">Name of the data, where it is not the run's own.</param>
    /// <param name="annealing">How log p(x) is estimated by annealing; null leaves it out.</param>
    /// <param name="harmonic">How log p(x) is estimated from posterior draws; null leaves it out.</param>
    /// <exception cref="CommandException">Nothing fits.</exception>
    public static RunEvaluation Measure(RunDirectory run, Model model, IDataset data, Split split, int samples, int limit, ulong seed, ISession session,
        IReadOnlyList<IMeasure>? beside = null, WeightsKind weights = WeightsKind.Last, string? other = null, AnnealingOptions? annealing = null, HarmonicOptions? harmonic = null)
    {
        var context = new MeasureContext(model, data, split)
        {
            Samples = samples,
            Limit = limit,
            Seed = seed,
            Annealing = annealing,
            Harmonic = harmonic,
            Kept = KeptBlocksOf(run, weights),
            Cancel = session.Cancel,
        };
        var schema = DataSchema.Of(data);
        List<Figure> figures = [];
        List<(IMeasure, string)> unfit = [];
        bool IsTaken(IMeasure measure) => MeasureCatalog.Beside.Contains(measure) ? beside is null || beside.Contains(measure) : measure.IsAsked(context);
        // What takes long and is never taken unasked: that it cannot be is said first, and is no figure among others.
        foreach (var measure in MeasureCatalog.Asked.Where(IsTaken))
            if (measure.Unfit(model, schema) is { } missing) throw Without(run, measure, missing);
        foreach (var measure in MeasureCatalog.All.Where(IsTaken))
        {
            if (measure.Unfit(model, schema) is { } reason)
            {
                unfit.Add((measure, reason));
                continue;
            }
            using var work = session.Progress.Begin(measure.Id, measure.Work(context));
            try
            {
                figures.AddRange(measure.Take(context with { Progress = done => work.Report(done) }));
            }
            catch (UnfitException found)
            {
                if (MeasureCatalog.Asked.Contains(measure)) throw Without(run, measure, found.Message);
                unfit.Add((measure, found.Message));
            }
            work.Done();
            if (figures.Find(f => likelihoods.Contains(f.Kind) && !double.IsFinite(f.Value)) is { } broken)
                throw new CommandException($"{run.Path}: the {broken.Kind.Meaning} on the {split.ToString().ToLowerInvariant()} split is not finite, so there are no figures; train anew with a smaller training.learningRate");
        }
        if (figures.Count == 0) throw new CommandException($"{run.Path}: nothing can be measured about a {run.Config.Model}: {string.Join("; ", unfit.Select(u => $"{u.Item1.Id}: {u.Item2}"))}");
        return new(run, weights, data, split, seed)
        {
            Data = other ?? run.Config.Data.Id,
            Likelihood = model.As<IDataRange>() is not { } range ? null : range.GreyLevels is { } levels ? $"{levels} grey values" : range.LikelihoodName,
            Bounds = figures.Any(f => f.Kind == BoundMeasure.Elbo) ? [.. context.Parts().Elbo] : null,
            Importance = figures.Any(f => f.Kind == IwaeMeasure.Nll) ? [.. context.Importance().PerExample] : null,
            Examples = context.Examples,
            Figures = figures,
            Unfit = unfit,
            Caveat = Caveats(run, model, data, split, weights, isOwn: other is null).Concat(FewSamples(figures)).ToList() is { Count: > 0 } caveats ? string.Join("; ", caveats) : null,
        };
    }

    private static CommandException Without(RunDirectory run, IMeasure measure, string reason) => new($"{run.Path}: no {measure.Summary}: {reason}");

    // Where one draw outweighs all others, the bound is that draw's.
    private static IEnumerable<string> FewSamples(List<Figure> figures)
    {
        if (figures.Find(f => f.Kind == IwaeMeasure.Effective)?.Value is not { } effective || figures.Find(f => f.Kind == IwaeMeasure.Samples)?.Value is not { } samples) yield break;
        if (samples >= LeastJudged && effective < FewEffective)
            yield return string.Create(CultureInfo.InvariantCulture,
                $"of {samples:0} importance samples {effective:0.0} count on average, so L_{samples:0} tells little beyond the bound and log p(x) may be far above both; more samples (--samples {SamplesThatTell * samples:0}) tell more, at as many times the cost");
    }

    private static List<string> Caveats(RunDirectory run, Model model, IDataset data, Split split, WeightsKind weights, bool isOwn)
    {
        List<string> caveats = [];
        if (LikelihoodFit.IsMeaningless(run.Config, data))
            caveats.Add($"the pixels are 0 or 1 and the likelihood is {model.As<IDataRange>()?.LikelihoodName}: nats and bits per dimension of this pairing can be compared with nothing");
        if (run.Unfinished is { } done) caveats.Add($"the run is not finished: {done}");
        if (run.Untrained(model, weights) is { } stage) caveats.Add($"its {stage} was never trained: what is said of its probabilities means nothing");
        if (DataRange.Of(model, data, split).Misfit(model, run.Config, data) is { } misfit) caveats.Add(misfit.Message);
        if (isOwn && DataIdentity.Difference(run, data) is { } changed) caveats.Add(changed);
        return caveats;
    }

    /// <summary>A figure; null where it was not measured.</summary>
    public Figure? Find(FigureKind kind) => Figures.FirstOrDefault(f => f.Kind == kind);

    /// <summary>Figures and provenance.</summary>
    public JsonObject ToJson() => EvaluationJson.Of(this);

    /// <summary>Writes the figures to <see cref="Path"/>, and the bounds of each example beside them where the model has one (<see cref="ExamplesPathOf"/>); each file appears whole and replaces that of an earlier evaluation, of which it keeps <see cref="Earlier"/>.</summary>
    public void Save()
    {
        (Earlier, Outdated) = EarlierFigures.Of(this);
        var path = ExamplesPathOf(Run, Split, Weights);
        if (Bounds is null) File.Delete(path);
        else SaveExamples(path, Bounds);
        AtomicFile.WriteText(Path, ToJson().ToJsonString(new() { WriteIndented = true }) + "\n");
    }

    private void SaveExamples(string path, double[] bounds)
    {
        using var scope = TensorScope.Enter();
        Npy.Save(path, Tensor.From([.. bounds.SelectMany((bound, n) => (double[])[bound, Importance?[n] ?? double.NaN])], [bounds.Length, 2]));
    }

    /// <summary>For a person.</summary>
    /// <param name="asked">Measures that were asked for by name: why one of them is not there is said, as it is of the bound.</param>
    public void Write(TextWriter text, IReadOnlyList<IMeasure>? asked = null)
    {
        text.WriteLine($"{Run.Config.Model} on {Data}{Pixels}, {Split.ToString().ToLowerInvariant()} split, {Examples} example{(Examples == 1 ? "" : "s")}; nats per example ± standard error");
        if (Caveat is { } caveat) text.WriteLine($"  note: {caveat}");
        foreach (var figure in Shown) text.WriteLine($"  {figure.Label,-12}  {figure,-15}  {figure.Meaning}".TrimEnd());
        foreach (var (measure, reason) in Unfit)
            if (measure == MeasureCatalog.Bound || asked?.Contains(measure) == true) text.WriteLine($"  without {measure.Id}: {reason}");
    }

    /// <summary>The figures a person reads.</summary>
    public IEnumerable<Figure> Shown => WithEarlier.Where(f => f.Kind is { Label: not null, IsShown: true });

    /// <summary>All figures, those taken over at the end.</summary>
    internal IEnumerable<Figure> WithEarlier => Figures.Concat(Earlier.SelectMany(e => e.Figures));

    // What is measured hangs on it as much as on the data set.
    private string Pixels => Run.FindSchema()?.Binarisation switch
    {
        null or Binarisation.None => "",
        Binarisation.Dequantise => ", pixels dequantised",
        var made => $", pixels binarised ({made.ToString()!.ToLowerInvariant()})",
    };
}
