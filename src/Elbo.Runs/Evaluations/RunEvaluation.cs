using System.Text.Json.Nodes;
using Elbo.Data;
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

    /// <summary>How many examples were measured over.</summary>
    public required int Examples { get; init; }

    /// <summary>What was measured, in the order of the measures.</summary>
    public required IReadOnlyList<Figure> Figures { get; init; }

    /// <summary>Measures that mean nothing for this model on this data, with the reason.</summary>
    public required IReadOnlyList<(IMeasure Measure, string Reason)> Unfit { get; init; }

    /// <summary>Why the figures mean little, of a run that would not be begun today; null for all others.</summary>
    public string? Caveat { get; init; }

    /// <summary>Where <see cref="Save"/> writes.</summary>
    public string Path => PathOf(Run, Split, Weights);

    /// <summary>Where the figures of a split are kept: <c>evaluation-test.json</c>, <c>evaluation-test-best.json</c> …</summary>
    public static string PathOf(RunDirectory run, Split split, WeightsKind weights = WeightsKind.Last) => System.IO.Path.Combine(
        run.Path, $"evaluation-{split.ToString().ToLowerInvariant()}{(weights == WeightsKind.Last ? "" : "-" + weights.ToString().ToLowerInvariant())}.json");

    /// <param name="samples">K of the importance-weighted bound; 0 leaves it out.</param>
    /// <param name="limit">Only the first so many examples.</param>
    /// <param name="beside">What is measured beside the bounds, as far as it fits; null for all.</param>
    /// <exception cref="CommandException">Nothing fits.</exception>
    public static RunEvaluation Measure(RunDirectory run, Model model, IDataset data, Split split, int samples, int limit, ulong seed, ISession session,
        IReadOnlyList<IMeasure>? beside = null, WeightsKind weights = WeightsKind.Last)
    {
        var context = new MeasureContext(model, data, split) { Samples = samples, Limit = limit, Seed = seed, Cancel = session.Cancel };
        var schema = DataSchema.Of(data);
        List<Figure> figures = [];
        List<(IMeasure, string)> unfit = [];
        foreach (var measure in MeasureCatalog.All.Where(m => m == MeasureCatalog.Bound || (m == MeasureCatalog.Iwae ? samples > 0 : beside is null || beside.Contains(m))))
        {
            if (measure.Unfit(model, schema) is { } reason)
            {
                unfit.Add((measure, reason));
                continue;
            }
            using var work = session.Progress.Begin(measure.Id, context.Examples);
            try
            {
                figures.AddRange(measure.Take(context with { Progress = done => work.Report(done) }));
            }
            catch (UnfitException found)
            {
                unfit.Add((measure, found.Message));
            }
            work.Done();
            if (figures.Any(f => f.Kind == BoundMeasure.Elbo && !double.IsFinite(f.Value)))
                throw new CommandException($"{run.Path}: the bound on the {split.ToString().ToLowerInvariant()} split is not finite, so there are no figures; train anew with a smaller training.learningRate");
        }
        if (figures.Count == 0) throw new CommandException($"{run.Path}: nothing can be measured about a {run.Config.Model}: {string.Join("; ", unfit.Select(u => $"{u.Item1.Id}: {u.Item2}"))}");
        return new(run, weights, data, split, seed)
        {
            Examples = context.Examples,
            Figures = figures,
            Unfit = unfit,
            Caveat = LikelihoodFit.IsMeaningless(run.Config, data)
                ? $"the pixels are 0 or 1 and the likelihood is {model.As<IDataRange>()?.LikelihoodName}: nats and bits per dimension of this pairing can be compared with nothing" : null,
        };
    }

    /// <summary>A figure; null where it was not measured.</summary>
    public Figure? Find(FigureKind kind) => Figures.FirstOrDefault(f => f.Kind == kind);

    /// <summary>Figures and provenance.</summary>
    public JsonObject ToJson() => EvaluationJson.Of(this);

    public void Save() => AtomicFile.WriteText(Path, ToJson().ToJsonString(new() { WriteIndented = true }) + "\n");

    /// <summary>For a person.</summary>
    /// <param name="asked">Measures that were asked for by name: why one of them is not there is said, as it is of the bound.</param>
    public void Write(TextWriter text, IReadOnlyList<IMeasure>? asked = null)
    {
        text.WriteLine($"{Run.Config.Model} on {Run.Config.Data.Id}{Pixels}, {Split.ToString().ToLowerInvariant()} split, {Examples} examples; nats per example ± standard error");
        if (Caveat is { } caveat) text.WriteLine($"  note: {caveat}");
        foreach (var figure in Shown) text.WriteLine($"  {figure.Kind.Label,-12}  {figure,-15}  {figure.Meaning}".TrimEnd());
        foreach (var (measure, reason) in Unfit)
            if (measure == MeasureCatalog.Bound || asked?.Contains(measure) == true) text.WriteLine($"  without {measure.Id}: {reason}");
    }

    /// <summary>The figures a person reads.</summary>
    public IEnumerable<Figure> Shown => Figures.Where(f => f.Kind is { Label: not null, IsShown: true });

    // What is measured hangs on it as much as on the data set.
    private string Pixels => Run.FindSchema()?.Binarisation is { } made && made != Binarisation.None ? $", pixels binarised ({made.ToString().ToLowerInvariant()})" : "";
}
