using System.Diagnostics;
using Elbo.Torch.Interop;

namespace Elbo.Torch;

/// <summary>
/// An n-dimensional array of libtorch. It has exactly one owner (a <see cref="TensorScope"/>, a module, a <see cref="TensorHolder"/>),
/// which frees it; there is no finalizer. Operators are the extension methods of <see cref="Ops"/>.
/// </summary>
[DebuggerDisplay("{ToString(),nq}")]
public sealed unsafe partial class Tensor : IDisposable
{
    private nint handle;
    private long[]? shape;

    private Tensor(nint handle) => this.handle = handle;

    internal TensorOwner? Owner { get; set; }

    internal int Slot { get; set; }

    /// <summary>The native handle, borrowed.</summary>
    /// <exception cref="ObjectDisposedException">The owner has freed the tensor.</exception>
    internal nint Handle => handle != 0 ? handle : throw new ObjectDisposedException(nameof(Tensor), "the tensor was freed with its owner; keep it with scope.Keep(tensor) or a TensorHolder");

    /// <summary>Wraps an owned handle and gives it to the innermost scope.</summary>
    internal static Tensor Own(nint handle)
    {
        var tensor = new Tensor(handle);
        TensorScope.Innermost.Add(tensor);
        TensorCount.Created();
        return tensor;
    }

    internal static Tensor? OwnOptional(nint handle) => handle == 0 ? null : Own(handle);

    /// <summary>Gives the reference away without freeing it; the owner forgets the tensor first or is about to.</summary>
    internal nint Surrender()
    {
        var given = handle;
        handle = 0;
        Owner = null;
        return given;
    }

    internal TensorInfo Info
    {
        get
        {
            TensorInfo info;
            Native.elbo_tensor_describe(Handle, &info);
            return info;
        }
    }

    /// <summary>Sizes of the axes, outermost first; empty for a scalar.</summary>
    public ReadOnlySpan<long> Shape
    {
        get
        {
            if (shape is null)
            {
                var info = Info;
                shape = new ReadOnlySpan<long>(info.Sizes, info.Rank).ToArray();
            }
            return shape;
        }
    }

    /// <summary>Size of one axis; a negative one counts from the end.</summary>
    public long Size(int axis) => Shape[axis < 0 ? axis + Rank : axis];

    /// <summary>Number of axes; 0 for a single number.</summary>
    public int Rank => Shape.Length;

    /// <summary>Number of elements.</summary>
    public long Count => Info.Count;

    /// <summary>Type of its elements.</summary>
    public DType DType => (DType)Info.DType;

    /// <summary>Where its elements lie.</summary>
    public Device Device
    {
        get
        {
            var info = Info;
            return new((DeviceKind)info.DeviceType, Math.Max((int)info.DeviceIndex, 0));
        }
    }

    /// <summary>Whether its elements lie in memory in the order of their indices, the last axis fastest, without gaps.</summary>
    public bool IsContiguous => Info.IsContiguous;

    /// <summary>True until the tensor's owner frees it.</summary>
    public bool IsAlive => handle != 0;

    /// <summary>Frees this tensor before its owner would.</summary>
    public void Dispose()
    {
        if (handle == 0) return;
        Owner?.Remove(this);
        var given = Surrender();
        Native.elbo_tensor_free(&given, 1);
        TensorCount.Freed(1);
    }

    /// <summary>A second handle to the same storage and the same autograd identity, owned by the current scope.</summary>
    public Tensor Share() => Own(Native.elbo_tensor_share(Handle));

    /// <inheritdoc/>
    public override string ToString() => handle == 0 ? "freed tensor" : $"{DType.Name()}[{string.Join(", ", Shape.ToArray())}]";
}
