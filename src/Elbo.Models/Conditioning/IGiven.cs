using Elbo.Data;
using Elbo.Probability;
using Elbo.Torch;

namespace Elbo.Models.Conditioning;

/// <summary>What a model is told of an example, and what it is to say about the rest: the x and the y of p(y | x), both parts of a batch or known beside it.</summary>
public interface IGiven
{
    /// <summary>G, numbers of what is given, as networks read them.</summary>
    int Size { get; }

    /// <summary>Places of an example that are modelled, in their order; null for all D.</summary>
    IReadOnlyList<int>? Modelled { get; }

    /// <summary>The factor that is given; null where a part of the example itself is.</summary>
    GivenFactor? Factor => null;

    /// <summary>Names of what is modelled and of what is given, for figures: y and x, parts of one example.</summary>
    (string Observed, string Given) Words => ("y", "x");

    /// <summary>What is given, [B, G].</summary>
    Tensor Of(Batch x);

    /// <summary>What is modelled, [B, R].</summary>
    Tensor Rest(Batch x);

    /// <summary>1 at places that are given and 0 at those that are modelled, [B, D].</summary>
    Tensor Places(Batch x);

    /// <summary>Whole examples, […, B, D], from the modelled part […, B, R] and what is given.</summary>
    Tensor Whole(Batch x, Tensor rest);

    /// <summary>The batch with all that is drawn anew whenever examples are presented; without it they carry the one draw that evaluations share.</summary>
    Batch Present(Batch x, NoiseStream noise) => x;

    /// <summary>p(y | x, z) from a distribution over [R].</summary>
    Distribution Restrict(Batch x, Distribution rest) => rest;
}
