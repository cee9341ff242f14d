namespace Elbo.Torch.Interop;

/// <summary>All operators of the reviewed list; its fields are generated.</summary>
internal static partial class OpTable
{
    // Every operator is found and its schema compared before the first is called, so that a libtorch that does not fit
    // shows at the start and not in the middle of a run.
    static OpTable()
    {
        if (Native.elbo_abi() != Native.Abi)
            throw new TorchException($"libelbo_torch.so has interface version {Native.elbo_abi()}, this build needs {Native.Abi}; rebuild it with eng/native");
        var misfits = All().Select(op => op.Resolve()).OfType<string>().ToList();
        if (misfits.Count > 0)
            throw new TorchException($"libtorch {TorchRuntime.Version} does not fit this build: {string.Join("; ", misfits)}");
    }
}
