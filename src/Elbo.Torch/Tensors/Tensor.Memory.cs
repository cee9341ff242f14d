using Elbo.Torch.Interop;

namespace Elbo.Torch;

public sealed unsafe partial class Tensor
{
    /// <summary>The elements in row-major order, without a copy; valid while the tensor lives.</summary>
    /// <exception cref="TorchException">Not on the CPU, not contiguous, or another element type.</exception>
    public ReadOnlySpan<T> AsSpan<T>() where T : unmanaged => AsWritableSpan<T>();

    /// <summary>As <see cref="AsSpan{T}"/>, for writing. Autograd does not see such writes.</summary>
    public Span<T> AsWritableSpan<T>() where T : unmanaged
    {
        var info = Info;
        if ((DType)info.DType != DTypes.Of<T>()) throw new TorchException($"{this} does not hold {typeof(T).Name}; convert with To(DType.{DTypes.Of<T>()})");
        CheckHostMemory(info);
        return new(info.Data, checked((int)info.Count));
    }

    /// <summary>The bytes of the elements in row-major order, whatever the element type.</summary>
    public Span<byte> AsBytes()
    {
        var info = Info;
        CheckHostMemory(info);
        return new(info.Data, checked((int)(info.Count * ((DType)info.DType).Size())));
    }

    /// <summary>The address of the first element, for kernels; same conditions as <see cref="AsSpan{T}"/>.</summary>
    internal void* Data()
    {
        var info = Info;
        CheckHostMemory(info);
        return info.Data;
    }

    /// <summary>A managed copy of the elements in row-major order, from any device and layout.</summary>
    public T[] ToArray<T>() where T : unmanaged
    {
        using var scope = TensorScope.Enter();
        return OnHost().AsSpan<T>().ToArray();
    }

    /// <summary>The only element as a <see cref="double"/>.</summary>
    /// <exception cref="TorchException">There is not exactly one.</exception>
    public double ToDouble()
    {
        using var scope = TensorScope.Enter();
        CheckSingle();
        return OnHost().To(DType.F64).AsSpan<double>()[0];
    }

    /// <summary>The only element as a <see cref="long"/>.</summary>
    /// <exception cref="TorchException">There is not exactly one.</exception>
    public long ToInt64()
    {
        using var scope = TensorScope.Enter();
        CheckSingle();
        return OnHost().To(DType.I64).AsSpan<long>()[0];
    }

    /// <summary>Copies <paramref name="values"/> into a new CPU tensor of the current scope.</summary>
    /// <param name="values">Row-major; as many as the shape has elements.</param>
    /// <param name="shape">Sizes; none gives a vector.</param>
    public static Tensor From<T>(ReadOnlySpan<T> values, params ReadOnlySpan<long> shape) where T : unmanaged
    {
        ReadOnlySpan<long> flat = [values.Length];
        if (shape.IsEmpty) shape = flat;
        var tensor = Allocate(shape, DTypes.Of<T>());
        var target = tensor.AsWritableSpan<T>();
        if (target.Length != values.Length) throw new TorchException($"{values.Length} values do not fill shape [{string.Join(", ", shape.ToArray())}]");
        values.CopyTo(target);
        return tensor;
    }

    /// <inheritdoc cref="From{T}(ReadOnlySpan{T}, ReadOnlySpan{long})"/>
    public static Tensor From<T>(T[] values, params ReadOnlySpan<long> shape) where T : unmanaged => From((ReadOnlySpan<T>)values, shape);

    /// <summary>A scalar tensor (rank 0).</summary>
    public static Tensor Scalar(double value, DType dtype = DType.F32, Device device = default) => Full([], value, dtype, device);

    /// <summary>Memory without contents.</summary>
    internal static Tensor Allocate(ReadOnlySpan<long> shape, DType dtype, Device device = default)
    {
        TensorScope.RequireOpen();
        nint result;
        int status;
        fixed (long* sizes = shape)
            status = Native.elbo_tensor_empty(sizes, shape.Length, (int)dtype, (int)device.Kind, device.IsCpu ? -1 : device.Index, &result);
        Native.Check(status, "empty");
        return Own(result);
    }

    private Tensor OnHost() => (Device.IsCpu ? this : this.To(Device.Cpu, DType)).Detach().Contiguous();

    private void CheckSingle()
    {
        if (Count != 1) throw new TorchException($"{this} has {Count} elements, not one");
    }

    private void CheckHostMemory(in TensorInfo info)
    {
        if (info.DeviceType != 0) throw new TorchException($"{this} is on {Device}; move it to the CPU first");
        if (!info.IsContiguous) throw new TorchException($"{this} is a strided view; call Contiguous() first");
    }
}
