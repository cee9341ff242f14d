using Elbo.Models.Quantizers;
using Elbo.Torch;

namespace Elbo.Models.Tests.Quantizers;

/// <summary>A quantiser at toy size: the contract tests run over every row. A new kind adds one.</summary>
public sealed record QuantizerCase(string Name, Func<Generator, Quantizer> Make)
{
    private static readonly VectorQuantizerConfig Ema = new() { Codes = 7, Learning = CodebookLearning.Ema, Decay = 0.9 };

    /// <summary>Whether a training call gives the vectors of its codes as they were before the call: not with relaxed draws, nor where codes are placed first.</summary>
    public bool TrainsOnCodesAsTheyWere { get; init; } = true;

    /// <summary>Whether training calls change state by themselves.</summary>
    public bool Adapts { get; init; }

    public static IReadOnlyList<QuantizerCase> All { get; } =
    [
        new("gradient", g => new VectorQuantizer(new() { Codes = 6 }, 4, g)) { Adapts = true },
        new("gradient-rotation", g => new VectorQuantizer(new() { Codes = 6, Estimator = GradientEstimator.Rotation }, 4, g)) { Adapts = true },
        new("gradient-cosine", g => new VectorQuantizer(new() { Codes = 6, Metric = CodeMetric.Cosine }, 4, g)) { Adapts = true },
        new("gradient-restart", g => new VectorQuantizer(new() { Codes = 12, RestartBelow = 1, Decay = 0.5 }, 4, g)) { Adapts = true, TrainsOnCodesAsTheyWere = false },
        new("ema", g => new VectorQuantizer(Ema, 4, g)) { Adapts = true },
        new("ema-rotation", g => new VectorQuantizer(Ema with { Estimator = GradientEstimator.Rotation }, 4, g)) { Adapts = true },
        new("ema-cosine", g => new VectorQuantizer(Ema with { Metric = CodeMetric.Cosine, Start = CodebookStart.Normal }, 4, g)) { Adapts = true },
        new("ema-restart", g => new VectorQuantizer(Ema with { RestartBelow = 2, Decay = 0.5 }, 4, g)) { Adapts = true, TrainsOnCodesAsTheyWere = false },
        new("ema-k-means", g => new VectorQuantizer(Ema with { KMeansBatches = 2, RestartBelow = 0.5 }, 4, g)) { Adapts = true, TrainsOnCodesAsTheyWere = false },
        new("low-dimensional", g => new ProjectedQuantizer(new VectorQuantizer(Ema with { Metric = CodeMetric.Cosine }, 2, g), 4, g)) { Adapts = true },
        new("product", g => new ProductQuantizer(new VectorQuantizer(Ema, 2, g), new VectorQuantizer(new() { Codes = 5 }, 3, g))) { Adapts = true },
        new("residual", g => new ResidualQuantizer([.. Enumerable.Range(0, 3).Select(_ => new VectorQuantizer(Ema, 4, g))])) { Adapts = true },
        new("residual-dropout", g => new ResidualQuantizer([.. Enumerable.Range(0, 3).Select(_ => new VectorQuantizer(new() { Codes = 5 }, 4, g))], 1, GradientEstimator.Rotation)) { Adapts = true },
        new("fsq", _ => new FiniteScalarQuantizer(8, 5, 4, 3)),
        new("fsq-projected", g => new ProjectedQuantizer(new FiniteScalarQuantizer(5, 5, 4), 6, g)),
        new("lfq", _ => new LookupFreeQuantizer(4)),
        new("lfq-wide", _ => new LookupFreeQuantizer(10, sharpness: 1)),
        new("gumbel", g => new GumbelQuantizer(new() { Codes = 6 }, 4, g)) { Adapts = true, TrainsOnCodesAsTheyWere = false },
        new("gumbel-hard", g => new GumbelQuantizer(new() { Codes = 6, Hard = true, CoolingRate = 0.5, CoolingInterval = 1 }, 4, g)) { Adapts = true },
    ];

    public Quantizer Build(ulong seed = 1)
    {
        using var generator = new Generator(seed);
        return Make(generator);
    }

    /// <summary>Normal vectors [2, 3, 5, D].</summary>
    public static Tensor Vectors(Quantizer quantizer, ulong seed) => new NoiseStream(seed).Normal([2, 3, 5, quantizer.Size]);

    public static byte[] Bytes(Quantizer quantizer) => [.. quantizer.State().SelectMany(s => s.Value.AsBytes().ToArray())];
}
