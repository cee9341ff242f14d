using Elbo.Torch;

namespace Elbo.Probability.Flows;

/// <summary>How an element is moved given m and s.</summary>
public enum AutoregressiveForm
{
    /// <summary>z = σ u + (1 − σ) m with σ = sigmoid(s): the gate of an LSTM (Kingma et al. 2016, arXiv 1606.04934, eq. 13 and 14).</summary>
    Gated,

    /// <summary>z = eˢ u + m.</summary>
    Affine,

    /// <summary>z = u + m, which keeps volumes.</summary>
    LocationOnly,
}

/// <summary>
/// Each element moved by m and s that depend on the elements before it (Kingma et al. 2016, arXiv 1606.04934): one pass of the network forward, D passes
/// backwards. log |det| = Σ log σ.
/// </summary>
/// <param name="network">Autoregressive: m_i and s_i see u_1 … u_{i−1} alone.</param>
public sealed class AutoregressiveBijector(ConditionerNetwork network, AutoregressiveForm form) : Bijector
{
    /// <inheritdoc/>
    public override Moved Forward(Tensor u)
    {
        var (m, s) = network.Of(u);
        return form switch
        {
            AutoregressiveForm.Gated => Gated(u, m, s!),
            AutoregressiveForm.Affine => new(m.Addcmul(u, s!.Exp()), s!.Sum([-1])),
            _ => new(u + m, null),
        };
    }

    /// <summary>Element by element: after k passes the first k are right, whatever the others were, in value and in gradient.</summary>
    /// <inheritdoc/>
    public override Moved Inverse(Tensor z)
    {
        var u = z;
        for (var k = 0; k < z.Size(-1); k++)
        {
            var (m, s) = network.Of(u);
            u = form switch
            {
                // m + (z − m)(1 + e⁻ˢ): z = σ u + (1 − σ) m solved without a difference of gates.
                AutoregressiveForm.Gated => m.Addcmul(z - m, (-s!).Exp() + 1),
                AutoregressiveForm.Affine => (z - m) * (-s!).Exp(),
                _ => z - m,
            };
        }
        return new(u, form switch
        {
            AutoregressiveForm.Gated => network.Of(u).Scale!.LogSigmoid().Sum([-1]),
            AutoregressiveForm.Affine => network.Of(u).Scale!.Sum([-1]),
            _ => null,
        });
    }

    /// <inheritdoc/>
    public override Bijector Detached() => new AutoregressiveBijector(network.Detached(), form);

    // m + σ (u − m).
    private static Moved Gated(Tensor u, Tensor m, Tensor s) => new(m.Addcmul(u - m, s.Sigmoid()), s.LogSigmoid().Sum([-1]));
}
