using Elbo.Data;
using Elbo.Torch;

namespace Elbo.Models.Objectives;

/// <summary>p(x, y, z) with a class y that some examples say and others do not, and q(y | x) q(z | x, y): what <see cref="LabelledObjective"/> is made of.</summary>
public interface ILabelledModel
{
    /// <summary>y: a factor of the data.</summary>
    Factor Factor { get; }

    /// <summary>Logits of q(y | x), [B, C].</summary>
    Tensor ClassLogits(Batch x, Pass pass);

    /// <summary>What z costs at given classes, with one draw z ~ q(z | x, y) for each.</summary>
    /// <param name="labels">I64 [S, B].</param>
    LabelledCost CostAt(Batch x, Tensor labels, Pass pass);
}

/// <summary>Parts of −E_q[log p(x | y, z) + log p(z) − log q(z | x, y)], nats.</summary>
/// <param name="Reconstruction">−log p(x | y, z), [S, B].</param>
/// <param name="Kl">KL(q(z | x, y) ‖ p(z)), [S, B].</param>
public readonly record struct LabelledCost(Tensor Reconstruction, Tensor Kl);
