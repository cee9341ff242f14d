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

    /// <summary>z = (u − m) e⁻ˢ, as in the authors' code for maps.</summary>
    Divided,
}

/// <summary>
/// Each element moved by m and s that depend on the elements before it (Kingma et al. 2016, arXiv 1606.04934): one pass of the network forward, D passes
/// backwards. log |det| = Σ log σ.
/// </summary>
/// <param name="network">Autoregressive: m_i and s_i see u_1 … u_{i−1} alone, in whatever order of the elements.</param>
/// <param name="eventAxes">1 for vectors; more where elements are places of a map.</param>
public sealed class AutoregressiveBijector(ConditionerNetwork network, AutoregressiveForm form, int eventAxes = 1) : Bijector(eventAxes)
{
    /// <inheritdoc/>
    public override Moved Forward(Tensor u)
    {
        var (m, s) = network.Of(u);
        return With(form switch
        {
            // m + σ (u − m).
            AutoregressiveForm.Gated => m.Addcmul(u - m, s!.Sigmoid()),
            AutoregressiveForm.Affine => m.Addcmul(u, s!.Exp()),
            AutoregressiveForm.Divided => (u - m) * (-s!).Exp(),
            _ => u + m,
        }, u, s);
    }

    /// <summary>Element by element: after k passes the first k are right, whatever the others were, in value and in gradient.</summary>
    /// <inheritdoc/>
    public override Moved Inverse(Tensor z)
    {
        var u = z;
        var elements = z.Shape[^EventAxes..].ToArray().Aggregate(1L, (product, size) => product * size);
        for (var k = 0L; k < elements; k++)
        {
            var (m, s) = network.Of(u);
            u = form switch
            {
                // m + (z − m)(1 + e⁻ˢ): z = σ u + (1 − σ) m solved without a difference of gates.
                AutoregressiveForm.Gated => m.Addcmul(z - m, (-s!).Exp() + 1),
                AutoregressiveForm.Affine => (z - m) * (-s!).Exp(),
                AutoregressiveForm.Divided => m.Addcmul(z, s!.Exp()),
                _ => z - m,
            };
        }
        return With(u, u, form == AutoregressiveForm.LocationOnly ? null : network.Of(u).Scale);
    }

    /// <inheritdoc/>
    public override Bijector Detached() => new AutoregressiveBijector(network.Detached(), form, EventAxes);

    private Moved With(Tensor value, Tensor u, Tensor? s)
    {
        if (form == AutoregressiveForm.LocationOnly) return new(value, null) { Elements = Tensor.Zeros([], u.DType, u.Device) };
        var stretch = form switch
        {
            AutoregressiveForm.Gated => s!.LogSigmoid(),
            AutoregressiveForm.Divided => -s!,
            _ => s!,
        };
        return new(value, Shapes.SumLast(stretch, EventAxes)) { Elements = stretch };
    }
}
