namespace Elbo.Torch.Interop;

/// <summary>Runs operators in place of libtorch on the thread that has set it, <see cref="OpCall.Substitute"/>.</summary>
internal interface IOpSubstitute
{
    /// <returns>Handle of the one result, owned by the caller; 0 where libtorch is to run the operator.</returns>
    nint Run(Op op, ReadOnlySpan<Value> arguments);
}
