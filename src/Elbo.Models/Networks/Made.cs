using Elbo.Probability.Flows;
using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Networks;

/// <summary>
/// A masked network whose outputs m_i and s_i see the inputs before the i-th alone (MADE: Germain et al. 2015, arXiv 1502.03509), and a context, which is
/// added to the first hidden layer. ELU between layers.
/// </summary>
public sealed class Made : Module
{
    private readonly MaskedLinear[] hidden;
    private readonly MaskedLinear location;
    private readonly MaskedLinear? scale;
    private readonly Linear? context;

    /// <param name="features">D.</param>
    /// <param name="widths">Of the hidden layers; none makes m and s linear in the inputs.</param>
    /// <param name="contextSize">C; 0 for none.</param>
    /// <param name="scaleStart">What s is at the start, nearly; null leaves it out.</param>
    public Made(int features, IReadOnlyList<int> widths, int contextSize, double? scaleStart, Generator generator)
    {
        using var scope = TensorScope.Enter();
        var masks = MadeMasks.Network(features, [.. widths], 1);
        // Outputs begin small, so that a step of a flow begins near what its constants say.
        var small = Initialisers.Normal(0.01);
        hidden = [.. widths.Select((_, k) => Child($"hidden_{k + 1}", new MaskedLinear(masks[k], generator)))];
        location = Child("location", new MaskedLinear(masks[^1], generator, weightInit: small, biasInit: Initialisers.Zeros));
        if (scaleStart is { } start) scale = Child("scale", new MaskedLinear(masks[^1], generator, weightInit: small, biasInit: Initialisers.Constant(start)));
        if (contextSize > 0) context = Child("context", new Linear(contextSize, widths.Count > 0 ? widths[0] : features, generator, bias: false, weightInit: widths.Count > 0 ? null : small));
    }

    /// <summary>m and s of values […, D], given a context [batch…, C] or none.</summary>
    public (Tensor Location, Tensor? Scale) Of(Tensor values, Tensor? given)
    {
        var h = values;
        for (var k = 0; k < hidden.Length; k++)
        {
            h = hidden[k].Forward(h);
            if (k == 0 && given is not null) h += context!.Forward(given);
            h = h.Elu();
        }
        var m = location.Forward(h);
        return (hidden.Length == 0 && given is not null ? m + context!.Forward(given) : m, scale?.Forward(h));
    }

    /// <summary>As what moves the elements of a flow.</summary>
    public ConditionerNetwork With(Tensor? given) => new(Of, this, given);
}
