using System.Text.Json.Nodes;
using Elbo.Data;
using Elbo.Torch;

namespace Elbo.Models.Tests.Contract;

/// <summary>A catalogue entry at toy size: the contract tests run over every row. A new model adds one.</summary>
/// <param name="Settings">Overrides that make it small; a two-dimensional code lets quadrature give log p(x).</param>
public sealed record ContractCase(string Id, string Settings)
{
    public static readonly int[] Shape = [1, 4, 4];

    /// <summary>Shape of one example, of 16 numbers.</summary>
    public int[] ExampleShape { get; init; } = Shape;

    /// <summary>T of videos with three different actions between their frames; 1 for images.</summary>
    public int Frames { get; init; } = 1;

    /// <summary>Classes that the examples are labelled with; 0 for none.</summary>
    public int Classes { get; init; }

    /// <summary>How rows became the 16 numbers; null for examples that are no rows of a table.</summary>
    public TableEncoding? Encoding { get; init; }

    /// <summary>What an example is; of <see cref="DataKind.WordCounts"/> the counts of 16 words, of <see cref="DataKind.Graph"/> two nodes that are joined, of <see cref="DataKind.Set"/> one vector.</summary>
    public DataKind Kind { get; init; }

    /// <summary>Whether means of p(x | z) lie in [0, 1], as those of pixels do.</summary>
    public bool UnitRange { get; init; } = true;

    /// <summary>Whether there is a layer for an activation to act on.</summary>
    public bool HasHiddenLayers { get; init; } = true;

    /// <summary>Whether draws reach the objective; with an exact posterior it is the same for every draw.</summary>
    public bool NoiseMatters { get; init; } = true;

    /// <summary>What part of the objective before training is left at most when one batch is learned by heart; more where codes pay for what they say.</summary>
    public double Overfitted { get; init; } = 0.75;

    /// <summary>Steps before importance weights are tried: hardly any, as q is then wide; more where an untrained q gives weights without a variance.</summary>
    public int WarmUp { get; init; } = 5;

    /// <summary>Standard error that 20,000 importance weights may have; more where nothing makes q(z | x) resemble p(z | x).</summary>
    public double ImportanceError { get; init; } = 0.05;

    /// <summary>The code lies in [−end, end]² but for a thousandth of its mass.</summary>
    public int GridEnd { get; init; } = 8;

    /// <summary>How many directions of two coordinates the code is; 0 for a code of two real numbers.</summary>
    public int Circles { get; init; }

    /// <summary>Whether every second example does not say its class.</summary>
    public bool HidesClasses { get; init; }

    /// <summary>Place of a class among the numbers of a code, beside two real ones; null for a code without.</summary>
    public int? ClassPlace { get; init; }

    /// <summary>A prior over a grid of one place, where nothing earlier is seen; null for none.</summary>
    public string? WithoutContext { get; init; }

    public static IReadOnlyList<ContractCase> All { get; } =
    [
        new("vae", """{ "latent": 2, "hidden": [12] }"""),
        new("vae", """{ "latent": 2, "hidden": [12, 8], "estimator": "sampled", "activation": "relu" }"""),
        new("vae", """{ "latent": 2, "hidden": [12], "estimator": "stl", "draws": 2 }"""),
        new("vae", """{ "latent": 2, "hidden": [], "start": "normal" }""") { HasHiddenLayers = false },
        new("vae", """{ "latent": 2, "hidden": [12], "draws": 3, "weightPrior": true, "start": "normal", "startStd": 0.1 }"""),
        new("vae", """{ "latent": 2, "hidden": [12], "weightPosterior": true }"""),
        new("vae", """{ "latent": 2, "hidden": [12], "likelihood": "gaussian" }"""),
        new("vae", """{ "latent": 2, "hidden": [12], "likelihood": "gaussian", "outputMean": "identity" }""") { UnitRange = false },
        new("vae", """{ "latent": 2, "hidden": [12], "likelihood": "gaussian", "variance": "shared" }"""),
        new("vae", """{ "latent": 2, "hidden": [12], "likelihood": "gaussian", "variance": "fixed", "fixedVariance": 0.1 }"""),
        new("vae", """{ "latent": 2, "hidden": [12], "likelihood": "discretisedLogistic" }"""),
        new("vae", """{ "latent": 2, "hidden": [12], "likelihood": "colourLogistic" }""") { ExampleShape = [3, 2, 2] },
        new("vae", """{ "latent": 2, "hidden": [12], "likelihood": "mixed" }""") { ExampleShape = [16], UnitRange = false, Encoding = Columns },
        new("vae", """{ "latent": 2, "hidden": [12], "likelihood": "mixed", "numericColumns": "studentT" }""") { ExampleShape = [16], UnitRange = false, Encoding = Columns },
        new("vae", """{ "latent": 2, "hidden": [12], "network": "conv", "channels": [4, 6] }"""),
        new("vae", """{ "latent": 2, "hidden": [], "network": "conv", "channels": [4], "likelihood": "discretisedLogistic", "activation": "relu" }"""),
        new("vae", """{ "latent": 2, "hidden": [12], "objective": "wakeSleep" }"""),
        new("vae", """{ "latent": 2, "hidden": [12], "posterior": "iaf", "posteriorWidth": 8, "prior": "maf", "priorWidth": 8, "priorDepth": 2 }""") { ImportanceError = 0.25 },
        new("vae", """{ "latent": 2, "hidden": [12], "posterior": "planar", "prior": "realNvp", "priorWidth": 8, "estimator": "stl" }""") { ImportanceError = 0.25 },
        new("vae", """{ "latent": 2, "hidden": [12], "posterior": "mixture", "posteriorComponents": 3, "posteriorGradient": "implicit" }""") { ImportanceError = 0.1 },
        new("vae", """{ "latent": 2, "hidden": [12], "posterior": "mixture", "posteriorGradient": "hybrid", "estimator": "stl" }""") { ImportanceError = 0.1 },
        new("vae", """{ "latent": 2, "hidden": [12], "posterior": "mixture", "posteriorComponents": 2 }""") { ImportanceError = 0.1 },
        new("vae", """{ "latent": 2, "hidden": [12], "posterior": "mixture", "posteriorComponents": 2, "posteriorGradient": "score", "draws": 8 }""") { ImportanceError = 0.1 },
        new("vae", """{ "latent": 2, "hidden": [12], "freeBits": 0.5 }"""),
        new("iwae", """{ "latent": [2], "hidden": [[12]], "samples": 5 }"""),
        new("iwae", """{ "latent": [2], "hidden": [[12]], "samples": 5, "likelihood": "gaussian" }"""),
        new("iwae", """{ "latent": [2], "hidden": [[12]], "samples": 3, "network": "conv", "channels": [4], "likelihood": "discretisedLogistic" }"""),
        new("iwae", """{ "latent": [2], "hidden": [[12, 8]], "samples": 3, "objective": "vae" }"""),
        new("iwae", """{ "latent": [2], "hidden": [[12]], "samples": 3, "objective": "stl" }"""),
        new("iwae", """{ "latent": [2], "hidden": [[12]], "samples": 3, "objective": "dreg" }"""),
        new("iwae", """{ "latent": [2], "hidden": [[12]], "samples": 5, "objective": "rws" }""") { ImportanceError = 0.1 },
        new("iwae", """{ "latent": [2], "hidden": [[12]], "samples": 5, "objective": "rwsDreg" }"""),
        new("iwae", """{ "latent": [2], "hidden": [[12]], "samples": 3, "objective": "miwae", "groups": 2 }"""),
        new("iwae", """{ "latent": [2], "hidden": [[12]], "samples": 3, "objective": "ciwae" }"""),
        new("iwae", """{ "latent": [2], "hidden": [[12]], "samples": 3, "objective": "piwae", "groups": 2 }"""),
        new("iwae", """{ "latent": [1, 1], "hidden": [[12], [6]], "samples": 4 }""") { WarmUp = 150, GridEnd = 16 },
        new("beta-vae", """{ "latent": 2, "hidden": [12], "beta": 0.5 }"""),
        new("beta-vae", """{ "latent": 2, "hidden": [12], "beta": 2, "capacity": 3, "capacitySteps": 50 }"""),
        new("beta-tcvae", """{ "latent": 2, "hidden": [12], "beta": 2 }"""),
        new("beta-tcvae", """{ "latent": 2, "hidden": [12], "alpha": 0.5, "gamma": 0.5, "beta": 2, "estimator": "stratified" }"""),
        new("info-vae", """{ "latent": 2, "hidden": [12], "lambda": 20 }"""),
        new("info-vae", """{ "latent": 2, "hidden": [12], "alpha": 0.2, "lambda": 5, "kernel": "rbf", "bandwidth": 0.5, "likelihood": "gaussian" }"""),
        new("vamp-vae", """{ "latent": 2, "hidden": [12], "pseudoInputs": 5 }"""),
        new("vamp-vae", """{ "latent": 2, "hidden": [12], "pseudoInputs": 3, "likelihood": "gaussian", "outputMean": "identity" }""") { UnitRange = false },
        new("iaf-vae", """{ "latent": 2, "channels": [3, 4], "width": 12, "flow": "none" }""") { ImportanceError = 0.35 },
        new("iaf-vae", """{ "latent": 2, "channels": [3, 4], "width": 12, "flowWidth": 8 }""") { ImportanceError = 0.35 },
        new("iaf-vae", """{ "latent": 2, "channels": [3], "width": 12, "flow": "locationIaf", "flowWidth": 8, "flowDepth": 3, "flowLayers": 1, "likelihood": "gaussian" }""") { ImportanceError = 0.35 },
        new("iaf-vae", """{ "latent": 2, "channels": [3], "width": 12, "freeBits": 0.5, "flowWidth": 8 }""") { ImportanceError = 0.35 },
        new("iaf-vae", """{ "latent": 2, "channels": [3], "width": 12, "flow": "linearIaf" }""") { ImportanceError = 0.35 },
        new("iaf-vae", """{ "latent": 2, "channels": [3], "width": 12, "flow": "planar" }""") { ImportanceError = 0.35 },
        new("iaf-vae", """{ "latent": 2, "channels": [3], "width": 12, "flow": "radial" }""") { ImportanceError = 0.35 },
        new("iaf-vae", """{ "latent": 2, "channels": [3], "width": 12, "flow": "householder" }""") { ImportanceError = 0.35 },
        // Priors that learn to be wide, over maps of two places and one channel, of one place and two channels, and of one place in two layers.
        new("resnet-vae", """{ "depth": [1], "channels": 4, "latent": 1 }""") { ExampleShape = [4, 1, 4], ImportanceError = 0.35, GridEnd = 24 },
        new("resnet-vae", """{ "depth": [1], "channels": 6, "latent": 2, "flow": "locationIaf", "flowLayers": 0, "flowDepth": 2, "likelihood": "gaussian" }""") { ExampleShape = [4, 2, 2], ImportanceError = 0.35, GridEnd = 24 },
        new("resnet-vae", """{ "depth": [1], "channels": 4, "latent": 2, "flow": "none", "likelihood": "colourLogistic", "spread": "pixel" }""") { ExampleShape = [3, 2, 2], ImportanceError = 0.35, GridEnd = 24 },
        new("resnet-vae", """{ "depth": [2], "channels": 4, "latent": 1, "flow": "none", "freeBits": null, "likelihood": "discretisedLogistic" }""") { ExampleShape = [4, 2, 2], ImportanceError = 0.35, GridEnd = 24 },
        new("stein-vae", """{ "latent": 2, "hidden": [12], "particles": 4 }"""),
        new("stein-vae", """{ "latent": 2, "hidden": [12], "particles": 2, "samples": 3 }"""),
        new("stein-vae", """{ "latent": 2, "hidden": [12, 8], "particles": 3, "noise": 5, "bandwidth": "medianOverLog", "repulsion": 2, "likelihood": "gaussian" }"""),
        new("svae", """{ "latent": 2, "hidden": [12], "activation": "tanh" }""") { Circles = 1 },
        new("svae", """{ "latent": 2, "hidden": [12], "correction": "score", "draws": 3 }""") { Circles = 1 },
        new("svae", """{ "latent": 2, "hidden": [12], "correction": "none", "likelihood": "gaussian" }""") { Circles = 1 },
        new("svae", """{ "latent": 2, "hidden": [12], "posterior": "powerSpherical", "network": "conv", "channels": [4] }""") { Circles = 1, ImportanceError = 0.15 },
        new("svae", """{ "latent": 2, "hidden": [12], "kappa": 4 }""") { Circles = 1, ImportanceError = 0.15 },
        new("cvae", """{ "latent": 2, "hidden": [12, 8] }""") { ImportanceError = 0.15 },
        new("cvae", """{ "latent": 2, "hidden": [12, 10, 8], "prior": "learned", "given": { "rectangle": [0, 0, 2, 4], "binarise": true } }"""),
        new("cvae", """{ "latent": 2, "hidden": [12, 8], "given": { "factor": "label" } }""") { Classes = 3, ImportanceError = 0.15 },
        new("cvae", """{ "latent": 2, "hidden": [12, 10, 8, 6], "given": { "visible": 0.3 }, "likelihood": "gaussian" }"""),
        new("cvae", """{ "latent": 0, "hidden": [12, 8], "given": { "columns": [0, 1] } }""") { NoiseMatters = false },
        new("ssvae", """{ "latent": 2, "hidden": [12] }""") { Classes = 3, ClassPlace = 0, ImportanceError = 0.15 },
        // Of bits: under a learned Gaussian spread the cost of a class that is no longer drawn runs away.
        new("ssvae", """{ "latent": 2, "hidden": [12, 8], "labelGradient": "movingAverage", "network": "conv", "channels": [4] }""") { Classes = 3, HidesClasses = true, ClassPlace = 0, ImportanceError = 0.15 },
        new("ssvae-m1m2", """{ "latent": 1, "hidden": [12], "featureLatent": 1, "featureHidden": [12] }""") { Classes = 3, ClassPlace = 1, ImportanceError = 0.35, Overfitted = 0.9 },
        new("grid-vae", """{ "latent": 2, "network": { "variant": "paper", "width": 8, "residualWidth": 4, "residualBlocks": 1 } }"""),
        new("grid-vae", """{ "latent": 2, "likelihood": "discretisedLogistic", "network": { "variant": "reference", "width": 8, "residualWidth": 4, "spread": "channel" } }"""),
        new("vimco", """{ "codes": 6, "codebooks": 2, "vectorSize": 3, "samples": 5, "network": { "variant": "paper", "width": 8, "residualWidth": 4, "residualBlocks": 1 } }"""),
        Codes(""" "likelihood": "bernoulli", "vectorSize": 3, "quantizer": { "vector": { "codes": 3 } } """),
        Codes(""" "vectorSize": 4, "quantizer": { "kind": "product", "codebooks": 2, "vector": { "codes": 2, "learning": "ema", "decay": 0.9 } } """, "paper"),
        Codes(""" "vectorSize": 3, "quantizer": { "kind": "residual", "codebooks": 2, "vector": { "codes": 2, "learning": "ema", "decay": 0.9 } } """),
        Codes(""" "vectorSize": 4, "quantizer": { "kind": "finiteScalar", "levels": [3, 3] } """),
        Codes(""" "vectorSize": 4, "quantizer": { "kind": "lookupFree", "bits": 2 } """),
        Codes(""" "vectorSize": 4, "quantizer": { "kind": "gumbel", "gumbel": { "codes": 4 } } """) with { NoiseMatters = true },
        new("vq-vae-2", """
            { "vectorSize": 3, "network": { "variant": "reference", "width": 8, "halvings": 1, "residualBlocks": 1, "residualWidth": 4 }, "conditionChannels": 12,
              "quantizer": { "vector": { "codes": 3, "learning": "gradient" } }, "prior": { "pixelCnn": { "layers": 2, "features": 4, "skipFeatures": 6, "firstKernel": 3 } } }
            """) { NoiseMatters = false, WithoutContext = "top_prior" },
        new("vq-vae-global", """
            { "vectorSize": 3, "network": { "variant": "reference", "width": 8, "halvings": 1, "residualBlocks": 1, "residualWidth": 4 }, "globalCodes": 2, "globalChannels": 4,
              "quantizer": { "codes": 3 }, "gridPrior": { "layers": 2, "features": 4, "skipFeatures": 6, "firstKernel": 3 }, "priorFeatures": 6 }
            """) { NoiseMatters = false },
        new("vq-vae-video", """
            { "frames": { "likelihood": "bernoulli", "vectorSize": 4, "quantizer": { "vector": { "codes": 2 } }, "network": { "width": 8, "halvings": 1, "residualBlocks": 1, "residualWidth": 4 } },
              "prior": { "context": 2, "embedding": 3, "features": 4, "blocks": 1, "pixelCnn": { "layers": 2, "features": 4, "skipFeatures": 6, "firstKernel": 3 } } }
            """) { NoiseMatters = false, Frames = 2 },
        new("vq-vae-audio", """
        { "channels": [4, 4], "vectorSize": 3, "conditionChannels": 12, "window": 0, "quantizer": { "vector": { "codes": 3 } },
          "decoder": { "features": 4, "skipFeatures": 6, "cycle": 2, "repeats": 1 },
          "prior": { "waveNet": { "features": 4, "skipFeatures": 6, "cycle": 2, "repeats": 1 } } }
        """) { ExampleShape = [16], UnitRange = false, NoiseMatters = false },
        new("factor-vae", """{ "latent": 2, "hidden": [12], "gamma": 2, "discriminator": [8, 8], "network": "mlp", "activation": "tanh" }"""),
        new("aae", """{ "latent": 2, "hidden": [12], "discriminator": [8] }""") { ImportanceError = 0.2 },
        new("gmmn", """{ "latent": 2, "hidden": [12], "bandwidths": [0.5, 1, 2] }"""),
        new("mcem", """{ "latent": 2, "hidden": [12] }"""),
        new("gmmn", """{ "latent": 2, "hidden": [12, 8], "outputMean": "identity", "activation": "tanh" }""") { UnitRange = false, Overfitted = 0.9 },
        // What it descends moves with its opponent, and nothing is learned by heart of it.
        new("gan", """{ "latent": 2, "hidden": [12], "discriminator": [8] }""") { Overfitted = 10 },
        new("gan", """{ "latent": 2, "hidden": [12, 8], "outputMean": "identity", "discriminator": [8, 6], "discriminatorDropout": 0.2, "penalty": 0, "instanceNoise": 0 }""") { UnitRange = false, Overfitted = 10 },
        new("neural-statistician", """{ "context": 1, "latent": 1, "hidden": [12, 8] }""") { Kind = DataKind.Set, ExampleShape = [1, 16], UnitRange = false, WarmUp = 200, ImportanceError = 0.35 },
        new("nvdm", """{ "latent": 2, "hidden": [12] }""") { Kind = DataKind.WordCounts },
        new("nvdm", """{ "latent": 2, "hidden": [12, 8], "decoderHidden": [10], "dropout": 0, "logitDropout": 0.1 }""") { Kind = DataKind.WordCounts, ImportanceError = 0.2 },
        new("nvdm", """{ "latent": 2, "hidden": [12], "posterior": "vonMisesFisher", "kappa": 3, "lengthWeight": 0.01, "draws": 3 }""") { Kind = DataKind.WordCounts, Circles = 1 },
        new("nvdm", """{ "latent": 2, "hidden": [12], "posterior": "powerSpherical" }""") { Kind = DataKind.WordCounts, Circles = 1, ImportanceError = 0.5 },
        new("sentence-vae", """{ "latent": 2, "embedding": 4, "hidden": 8, "freeBits": null }""") { Kind = DataKind.WordSequences, ImportanceError = 0.2 },
        new("sentence-vae", """{ "latent": 2, "embedding": 4, "hidden": 8, "inputless": true, "everyStep": false, "dropout": 0 }""") { Kind = DataKind.WordSequences, ImportanceError = 0.2 },
        new("sentence-vae", """{ "latent": 2, "embedding": 4, "hidden": 8, "keepRate": 0.5 }""") { Kind = DataKind.WordSequences, ImportanceError = 0.2 },
        new("sentence-vae", """{ "latent": 2, "embedding": 4, "hidden": 8, "keepRate": 1, "freeBits": 0.5 }""") { Kind = DataKind.WordSequences, ImportanceError = 0.2 },
        new("sentence-vae", """{ "latent": 2, "embedding": 4, "hidden": 8, "posterior": "vonMisesFisher", "kappa": 3 }""") { Kind = DataKind.WordSequences, Circles = 1, ImportanceError = 0.2 },
        new("rnnlm", """{ "embedding": 4, "hidden": 8 }""") { Kind = DataKind.WordSequences },
        new("rnnlm", """{ "embedding": 4, "hidden": 8, "inputless": true, "dropout": 0 }""") { Kind = DataKind.WordSequences, NoiseMatters = false, Overfitted = 0.95 },
        new("gae", """{ "latent": 1, "hidden": 4, "activation": "tanh" }""") { Kind = DataKind.Graph, ExampleShape = [2, 2], NoiseMatters = false },
        new("vgae", """{ "latent": 1, "hidden": 4, "activation": "tanh" }""") { Kind = DataKind.Graph, ExampleShape = [2, 2], Overfitted = 0.97 },
        new("s-vgae", """{ "latent": 2, "hidden": 4, "activation": "tanh" }""") { Kind = DataKind.Graph, ExampleShape = [2, 2], Overfitted = 0.97, Circles = 2 },
        new("linear-gaussian", """{ "latent": 2, "encoder": "exact" }""") { UnitRange = false, NoiseMatters = false },
        new("linear-gaussian", """{ "latent": 2, "encoder": "diagonal" }""") { UnitRange = false },
    ];

    // Two columns of two categories, of which patterns have one, none or both, three numbers and nine bits.
    private static TableEncoding Columns => new(
        [.. Enumerable.Range(0, 14).Select(c => c < 2 ? new ColumnEncoding($"c{c}", ColumnKind.Categorical) { Categories = ["a", "b"] }
            : new ColumnEncoding($"c{c}", ColumnKind.Numeric) { Mean = 0.5, Deviation = 0.5, Values = c < 5 ? ColumnValues.Real : ColumnValues.Binary })], false, MissingValues.Error, null, []);

    // 2 × 2 places with few codes each: all arrays of codes can be listed.
    private static ContractCase Codes(string settings, string variant = "reference") => new("vq-vae", $$"""
        { {{settings.Trim()}}, "network": { "variant": "{{variant}}", "width": 8, "halvings": 1, "residualBlocks": 1, "residualWidth": 4 },
          "prior": { "pixelCnn": { "layers": 2, "features": 4, "skipFeatures": 6, "firstKernel": 3 } } }
        """) { NoiseMatters = false };

    public Model Build(ulong seed = 1)
    {
        var entry = ModelCatalog.Find(Id);
        var problems = new List<string>();
        var resolved = entry.Resolve((JsonObject)JsonNode.Parse(Settings)!, "model", problems);
        problems.ShouldBeEmpty();
        using var generator = new Generator(seed);
        return entry.Build(resolved, Inputs(generator));
    }

    /// <summary>What a model of such examples is told.</summary>
    public ModelInputs Inputs(Generator generator) => new(DataSchema.OfShape(Frames == 1 ? ExampleShape : [Frames, .. Shape]) with
    {
        Kind = Kind,
        TrainingExamples = 8,
        Encoding = Encoding,
        Factors = Classes > 0 ? [new Factor(Factor.Label, Classes) { IsPartlyKnown = HidesClasses }] : [.. Enumerable.Range(1, Frames - 1).Select(t => new Factor($"action_{t}", 3))],
        Fields = IsRagged ? [new(Field.Main, DType.I64, [null])] : [Field.Values(Frames == 1 ? ExampleShape : [Frames, .. Shape])],
        Vocabulary = IsRagged ? [Vocabulary.EndWord, Vocabulary.UnknownWord, "a", "b", "c"] : null,
    }, generator);

    /// <summary>Whether examples differ in length, so that what is made of them is as long as it comes out.</summary>
    public bool IsRagged => Kind == DataKind.WordSequences;

    /// <summary>Eight examples of the case's kind and shape.</summary>
    public Batch Examples()
    {
        if (Kind == DataKind.WordCounts) return Texts();
        if (Kind == DataKind.Graph) return Joined();
        if (Kind == DataKind.WordSequences) return Sentences();
        var patterns = Patterns(Frames == 1 ? ExampleShape.Aggregate(1, (size, axis) => size * axis) : 16 * Frames);
        if (Kind == DataKind.Set) return patterns with { X = patterns.X.View([8, .. ExampleShape.Select(size => (long)size)]) };
        if (Classes > 0) return patterns with { Labels = Tensor.From([.. Enumerable.Range(0, 8).Select(b => HidesClasses && b % 2 == 1 ? Factor.Unknown : b % Classes)]) };
        return Frames == 1 ? patterns : patterns with { Factors = Tensor.From([.. Enumerable.Range(0, 8 * (Frames - 1)).Select(i => (long)(i * i % 3))], 8, Frames - 1) };
    }

    /// <summary>Eight binary patterns, of 16 pixels unless said otherwise, in the current scope.</summary>
    public static Batch Patterns(int pixels = 16)
    {
        var values = new float[8 * pixels];
        for (var b = 0; b < 8; b++)
            for (var d = 0; d < pixels; d++)
                values[b * pixels + d] = ((b * 37 + d * d * 11) % 7) < 3 ? 1 : 0;
        return new(Tensor.From(values, 8, pixels), null, Tensor.Arange(8));
    }

    // Each has one word twice and another once: more of them would tell the code so well that hardly trained importance weights are of no use.
    private static Batch Texts()
    {
        var counts = new float[8 * 16];
        for (var b = 0; b < 8; b++) (counts[b * 16 + b], counts[b * 16 + 8 + b]) = (2, 1);
        return new Batch(Tensor.From(counts, 8, 16), null, Tensor.Arange(8)).With(WordCountsDataset.TextLength, Tensor.From([.. Enumerable.Repeat(3L, 8)]));
    }

    // Eight texts of one or two of three words and their ends.
    private static Batch Sentences()
    {
        var words = Tensor.From([2L, 2, 0, 2, 3, 0, 2, 4, 0, 3, 2, 0, 3, 0, 0, 4, 3, 0, 4, 4, 0, 4, 0, 0], 8, 3);
        return new Batch(words, null, Tensor.Arange(8)).With(Field.Main, words, Tensor.From([3L, 3, 3, 3, 2, 3, 3, 2]));
    }

    private static Batch Joined()
    {
        var edges = Tensor.From([.. Enumerable.Range(0, 16).Select(k => (long)k % 2)], 8, 2, 1);
        return new Batch(Patterns(4).X.View([8, 2, 2]), null, Tensor.Arange(8)).With(GraphDataset.Edges, edges).With(GraphDataset.Positives, edges).With(GraphDataset.Negatives, edges);
    }

    public override string ToString() => $"{Id} {Settings}";
}
