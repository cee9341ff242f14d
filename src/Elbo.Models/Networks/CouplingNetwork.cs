using Elbo.Probability.Flows;
using Elbo.Torch;
using Elbo.Torch.Fused;
using Elbo.Torch.Nn;

namespace Elbo.Models.Networks;

/// <summary>
/// From the first half of a vector to m and s of the other (Dinh et al. 2017, arXiv 1605.08803, §3.5): fully connected, s = c tanh(·) with a learned factor c
/// for each element. Outputs begin small, so that the coupling begins near the identity.
/// </summary>
public sealed class CouplingNetwork : Module
{
    private readonly Mlp body;
    private readonly Linear location, scale;
    private readonly Tensor factor;

    /// <param name="features">D, at least 2.</param>
    /// <param name="widths">Of the hidden layers.</param>
    public CouplingNetwork(int features, IReadOnlyList<int> widths, Generator generator)
    {
        using var scope = TensorScope.Enter();
        var (kept, moved) = (features / 2, features - features / 2);
        body = Child("body", new Mlp(kept, widths, Activation.Relu, generator, null));
        location = Child("location", new Linear(body.Outputs, moved, generator, weightInit: Initialisers.Normal(0.01), biasInit: Initialisers.Zeros));
        scale = Child("scale", new Linear(body.Outputs, moved, generator, weightInit: Initialisers.Normal(0.01), biasInit: Initialisers.Zeros));
        factor = Param("factor", Tensor.Ones([moved]));
    }

    /// <summary>As what moves the elements of a flow.</summary>
    public ConditionerNetwork Conditioner => new((x, _) => Of(x), this);

    private (Tensor Location, Tensor? Scale) Of(Tensor x)
    {
        var h = body.Forward(x);
        return (location.Forward(h), scale.Forward(h).Tanh() * factor);
    }
}
