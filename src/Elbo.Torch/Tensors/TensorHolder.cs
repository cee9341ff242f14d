namespace Elbo.Torch;

/// <summary>A named, long-lived owner: a dataset, an optimizer's state, a module's parameters.</summary>
/// <param name="name">How the holder is called in messages.</param>
public sealed class TensorHolder(string name) : IDisposable
{
    private readonly Held held = new(name);

    /// <summary>Takes <paramref name="tensor"/> over from its present owner.</summary>
    public Tensor Adopt(Tensor tensor)
    {
        _ = tensor.Handle;
        tensor.Owner?.Remove(tensor);
        held.Add(tensor);
        return tensor;
    }

    /// <summary>Frees all it holds.</summary>
    public void Dispose() => held.FreeAll();

    private sealed class Held(string name) : TensorOwner
    {
        public override string Name => $"'{name}'";
    }
}
