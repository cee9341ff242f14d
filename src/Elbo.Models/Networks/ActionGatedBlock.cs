using Elbo.Torch;
using Elbo.Torch.Fused;
using Elbo.Torch.Nn;

namespace Elbo.Models.Networks;

/// <summary>
/// x + W(tanh(a) ∘ σ(b)), where a and b are the halves of a 3×3 convolution of x plus vectors of the actions, the same at every place of the
/// grid: [N, F, H, W] to the same. Parameters <c>convolution</c>, <c>actions</c>, <c>output</c>.
/// </summary>
internal sealed class ActionGatedBlock : Module
{
    private readonly Conv2d convolution, output;
    private readonly Embedding? actions;

    /// <param name="features">F.</param>
    /// <param name="actionRows">Different (action, position in the context) pairs; 0 for none.</param>
    public ActionGatedBlock(int features, int actionRows, Generator generator)
    {
        convolution = Child("convolution", new Conv2d(features, 2 * features, 3, generator, padding: 1));
        if (actionRows > 0) actions = Child("actions", new Embedding(actionRows, 2 * features, generator, weightInit: Initialisers.Normal(0.3)));
        output = Child("output", new Conv2d(features, features, 1, generator));
    }

    /// <param name="rows">Numbers of the pairs [N, n], I64; null where it has none.</param>
    public Tensor Forward(Tensor x, Tensor? rows)
    {
        var z = convolution.Forward(x);
        if (actions is not null) z += actions.Forward(rows!).Sum([1]).Unsqueeze(-1).Unsqueeze(-1);
        return x + output.Forward(GatedUnit.Apply(z));
    }
}
