namespace Elbo.Torch.Nn;

/// <summary>
/// A stretch of code in which parameters are constants: what is computed inside depends on its inputs alone, so that gradients flow through a network but
/// not into it. <c>using var frozen = new FrozenParameters(network.Parameters());</c>
/// </summary>
public readonly ref struct FrozenParameters : IDisposable
{
    private readonly List<Tensor> frozen = [];

    /// <param name="parameters">Leaves; those without a gradient stay as they are.</param>
    public FrozenParameters(IEnumerable<Tensor> parameters)
    {
        foreach (var parameter in parameters)
        {
            if (!parameter.RequiresGrad) continue;
            parameter.RequireGrad(false);
            frozen.Add(parameter);
        }
    }

    /// <summary>Records them again.</summary>
    public void Dispose()
    {
        foreach (var parameter in frozen) parameter.RequireGrad();
    }
}
