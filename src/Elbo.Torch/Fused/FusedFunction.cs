namespace Elbo.Torch.Fused;

/// <summary>A kernel with its gradient that has the same formula in operators, which <see cref="FusedPath.Off"/> chooses.</summary>
public abstract class FusedFunction : CustomFunction
{
    private protected FusedFunction()
    {
    }
}
