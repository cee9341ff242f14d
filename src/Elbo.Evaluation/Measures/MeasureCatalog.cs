namespace Elbo.Evaluation.Measures;

/// <summary>Every measure, a line each.</summary>
public static class MeasureCatalog
{
    /// <summary>The bound, which everything else stands beside.</summary>
    public static IMeasure Bound { get; } = new BoundMeasure();

    /// <summary>The importance-weighted bound.</summary>
    public static IMeasure Iwae { get; } = new IwaeMeasure();

    /// <summary>log p(x) by annealing.</summary>
    public static IMeasure Annealed { get; } = new AnnealedMeasure();

    /// <summary>log p(x) from posterior draws.</summary>
    public static IMeasure Harmonic { get; } = new HarmonicMeasure();

    /// <summary>In the order of figures.</summary>
    public static IReadOnlyList<IMeasure> All { get; } =
    [
        Bound,
        Iwae,
        Annealed,
        Harmonic,
        new SamplerBoundMeasure(),
        new ActiveUnitsMeasure(),
        new KlMeasure(),
        new InformationMeasure(),
        new MigMeasure(),
        new ReconstructionMeasure(),
        new CompletionMeasure(),
        new ClassificationMeasure(),
        new FewLabelsMeasure(),
        new SetMeasure(),
        new PerplexityMeasure(),
        new BleuMeasure(),
        new LinkPredictionMeasure(),
        new DrawsMeasure(),
    ];

    /// <summary>Those that take long and are never taken unasked.</summary>
    public static IReadOnlyList<IMeasure> Asked { get; } = [Annealed, Harmonic];

    /// <summary>Those beside the bounds, which are chosen by name.</summary>
    public static IReadOnlyList<IMeasure> Beside { get; } = [.. All.Where(m => m != Bound && m != Iwae && !Asked.Contains(m))];

    /// <summary>All kinds of figures, in order; a kind that several measures give stands once.</summary>
    public static IReadOnlyList<FigureKind> Kinds { get; } = [.. All.SelectMany(m => m.Kinds).DistinctBy(k => k.Path)];

    /// <summary>Those that results of reproductions keep.</summary>
    public static IReadOnlyList<FigureKind> Kept { get; } = [.. Kinds.Where(k => k.IsKept)];

    /// <summary>The kept kind of a name; null for none.</summary>
    public static FigureKind? Find(string name) => Kept.FirstOrDefault(k => k.Name == name);
}
