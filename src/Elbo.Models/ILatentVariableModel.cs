using Elbo.Data;
using Elbo.Torch;

namespace Elbo.Models;

/// <summary>A model p(x, z) with an approximate posterior q(z | x): what bounds, importance sampling and active units need.</summary>
public interface ILatentVariableModel
{
    /// <summary>Whether q(z | x) is one z alone: all importance samples are then the same, and one says all.</summary>
    bool HasPointPosterior => false;

    /// <summary>Draws z ~ q(z | x).</summary>
    /// <param name="x">[B, D].</param>
    /// <param name="samples">S, draws per example.</param>
    /// <returns>z [S, B, Z] and log q(z | x) [S, B] nats.</returns>
    LatentDraw Infer(Batch x, int samples, NoiseStream noise);

    /// <summary>log p(x, z) [S, B] nats, differentiable in z.</summary>
    Tensor LogJoint(Batch x, Tensor z);
}

/// <summary>Draws from an approximate posterior.</summary>
/// <param name="Z">[S, B, Z].</param>
/// <param name="LogQ">log q(z | x) [S, B] nats.</param>
public readonly record struct LatentDraw(Tensor Z, Tensor LogQ);
