using Elbo.Models.Configuration;
using Elbo.Torch;

namespace Elbo.Models.Quantizers;

/// <summary>The quantisers a model can be given by name.</summary>
public enum QuantizerKind
{
    /// <summary><see cref="VectorQuantizer"/>.</summary>
    Vector,

    /// <summary><see cref="ProductQuantizer"/> of equal parts.</summary>
    Product,

    /// <summary><see cref="ResidualQuantizer"/>.</summary>
    Residual,

    /// <summary><see cref="FiniteScalarQuantizer"/>.</summary>
    FiniteScalar,

    /// <summary><see cref="LookupFreeQuantizer"/>.</summary>
    LookupFree,

    /// <summary><see cref="GumbelQuantizer"/>.</summary>
    Gumbel,
}

/// <summary>Which quantiser and its settings; those of other kinds are not looked at.</summary>
public sealed record QuantizerConfig : IConfig
{
    /// <summary>How vectors become codes.</summary>
    public QuantizerKind Kind { get; init; } = QuantizerKind.Vector;

    /// <summary>Of a vector quantiser, and of each part or stage of several.</summary>
    [EffectiveUnder(nameof(Kind), QuantizerKind.Vector, QuantizerKind.Product, QuantizerKind.Residual)]
    public VectorQuantizerConfig Vector { get; init; } = new();

    /// <summary>Length of code vectors, reached and left by linear maps; 0 for that of the encoder.</summary>
    [EffectiveUnder(nameof(Kind), QuantizerKind.Vector, QuantizerKind.Product, QuantizerKind.Residual, QuantizerKind.Gumbel)]
    public int CodeSize { get; init; }

    /// <summary>Parts of a product, or stages of a residual quantiser.</summary>
    [EffectiveUnder(nameof(Kind), QuantizerKind.Product, QuantizerKind.Residual)]
    public int Codebooks { get; init; } = 4;

    /// <summary>Probability that a training batch uses only the first few stages of a residual quantiser.</summary>
    [EffectiveUnder(nameof(Kind), QuantizerKind.Residual)]
    public double StageDropout { get; init; }

    /// <summary>L of FSQ; linear maps lead to as many elements and back.</summary>
    [EffectiveUnder(nameof(Kind), QuantizerKind.FiniteScalar)]
    public int[] Levels { get; init; } = [8, 5, 5, 5];

    /// <summary>D of LFQ; linear maps lead to as many elements and back.</summary>
    [EffectiveUnder(nameof(Kind), QuantizerKind.LookupFree)]
    public int Bits { get; init; } = 10;

    /// <inheritdoc cref="GumbelQuantizerConfig"/>
    [EffectiveUnder(nameof(Kind), QuantizerKind.Gumbel)]
    public GumbelQuantizerConfig Gumbel { get; init; } = new();

    /// <inheritdoc/>
    public IEnumerable<string> Problems()
    {
        if (CodeSize < 0) yield return $"codeSize must be at least 0, is {CodeSize}";
        if (Codebooks is < 1 or > 1024) yield return $"codebooks must be 1 to 1024, is {Codebooks}";
        if (!(StageDropout is >= 0 and <= 1)) yield return $"stageDropout must be 0 to 1, is {StageDropout}";
        if (Kind == QuantizerKind.FiniteScalar && FiniteScalarQuantizer.Problem(Levels) is { } problem) yield return $"levels: {problem}";
        if (Bits is < 1 or > 30) yield return $"bits must be 1 to 30, is {Bits}";
        foreach (var p in Vector.Problems()) yield return $"vector.{p}";
        foreach (var p in Gumbel.Problems()) yield return $"gumbel.{p}";
    }

    /// <summary>The quantiser for an encoder whose vectors have the given length.</summary>
    /// <param name="size">D of the encoder.</param>
    /// <exception cref="ConfigException">The parts of a product do not divide the vector.</exception>
    public Quantizer Build(int size, Generator generator)
    {
        var inner = Inner(CodeSize == 0 ? size : CodeSize, generator);
        return inner.Size == size ? inner : new ProjectedQuantizer(inner, size, generator);
    }

    private Quantizer Inner(int size, Generator generator) => Kind switch
    {
        QuantizerKind.Product when size % Codebooks != 0 => throw new ConfigException($"codebooks must divide the {size} elements of a vector, is {Codebooks}"),
        QuantizerKind.Product => new ProductQuantizer([.. Several(size / Codebooks, generator)]),
        QuantizerKind.Residual => new ResidualQuantizer([.. Several(size, generator)], StageDropout, Vector.Estimator),
        QuantizerKind.FiniteScalar => new FiniteScalarQuantizer(Levels),
        QuantizerKind.LookupFree => new LookupFreeQuantizer(Bits),
        QuantizerKind.Gumbel => new GumbelQuantizer(Gumbel, size, generator),
        _ => new VectorQuantizer(Vector, size, generator),
    };

    private IEnumerable<Quantizer> Several(int size, Generator generator) => Enumerable.Range(0, Codebooks).Select(_ => new VectorQuantizer(Vector, size, generator));
}
