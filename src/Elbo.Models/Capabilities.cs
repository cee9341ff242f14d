using Elbo.Data;
using Elbo.Torch;

namespace Elbo.Models;

/// <summary>Has a bound on log p(x) that splits into expected log-likelihood and divergence.</summary>
public interface IElboModel : ILatentVariableModel
{
    /// <summary>E_q log p(x | z), one draw per example [B] nats, and KL(q(z | x) ‖ p(z)) [B] nats.</summary>
    (Tensor Reconstruction, Tensor Kl) ElboTerms(Batch x, NoiseStream noise);
}

/// <summary>Maps examples to codes.</summary>
public interface IEncoder
{
    /// <summary>Size of a code.</summary>
    int LatentSize { get; }

    /// <summary>E_q[z | x], [B, Z].</summary>
    Tensor Encode(Batch x);
}

/// <summary>An encoder whose posterior is a diagonal Gaussian.</summary>
public interface IGaussianEncoder : IEncoder
{
    /// <summary>μ and log σ² of q(z | x), both [B, Z].</summary>
    (Tensor Mu, Tensor LogVar) Posterior(Batch x);
}

/// <summary>An encoder whose code is several stochastic layers side by side, lowest first; each is drawn given the one below.</summary>
public interface ILayeredEncoder : IEncoder
{
    /// <summary>Sizes of the layers, whose sum is the size of a code.</summary>
    IReadOnlyList<int> LayerSizes { get; }

    /// <summary>The mean of each layer given one draw of the layer below [B, Z], which <see cref="IEncoder.Encode"/> replaces by its mean.</summary>
    Tensor EncodeSampled(Batch x, NoiseStream noise);
}

/// <summary>Maps codes to data.</summary>
public interface IDecoder
{
    /// <summary>Mean of p(x | z), [B, D] in the range of the data.</summary>
    /// <param name="z">[B, Z].</param>
    Tensor Decode(Tensor z);
}

/// <summary>Draws new data.</summary>
public interface IGenerator
{
    /// <summary>Means of p(x | z) at z ~ p(z), [count, D].</summary>
    Tensor Generate(int count, NoiseStream noise);
}
