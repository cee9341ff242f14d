using Elbo.Torch.Interop;

namespace Elbo.Torch;

/// <summary>A set of tensors with one fate: they are freed together, in one native call. A scope's frame or a named holder.</summary>
internal abstract class TensorOwner
{
    private Tensor?[] tensors = new Tensor?[32];
    private nint[] handles = [];
    private int count;

    /// <summary>How the owner is called in messages.</summary>
    public abstract string Name { get; }

    public void Add(Tensor tensor)
    {
        if (count == tensors.Length) Array.Resize(ref tensors, count * 2);
        tensor.Owner = this;
        tensor.Slot = count;
        tensors[count++] = tensor;
    }

    /// <summary>Lets go of the tensor without freeing it.</summary>
    public void Remove(Tensor tensor)
    {
        tensors[tensor.Slot] = null;
        if (tensor.Slot == count - 1) count--;
        tensor.Owner = null;
    }

    /// <summary>Frees all. Disposed tensors leave empty slots, which are skipped.</summary>
    public unsafe void FreeAll()
    {
        if (count == 0) return;
        if (handles.Length < count) handles = new nint[tensors.Length];
        var live = 0;
        for (var k = 0; k < count; k++)
        {
            if (tensors[k] is not { } tensor) continue;
            handles[live++] = tensor.Surrender();
            tensors[k] = null;
        }
        count = 0;
        fixed (nint* pointer = handles) Native.elbo_tensor_free(pointer, live);
        TensorCount.Freed(live);
    }
}
