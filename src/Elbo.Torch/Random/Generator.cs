using Elbo.Torch.Interop;

namespace Elbo.Torch;

/// <summary>A stream of random numbers with a state of its own, which can be read and set for an exact resume.</summary>
public sealed unsafe class Generator : IDisposable
{
    private nint handle;

    /// <param name="seed">Same seed, same device, same draws.</param>
    /// <param name="device">Where the draws are made.</param>
    public Generator(ulong seed, Device device = default)
    {
        nint result;
        Native.Check(Native.elbo_generator_new((int)device.Kind, device.IsCpu ? -1 : device.Index, seed, &result), "generator");
        handle = result;
        Device = device;
    }

    /// <summary>Where it draws.</summary>
    public Device Device { get; }

    internal nint Handle => handle != 0 ? handle : throw new ObjectDisposedException(nameof(Generator));

    /// <summary>The whole state as bytes.</summary>
    public byte[] GetState()
    {
        using var scope = TensorScope.Enter();
        nint result;
        Native.Check(Native.elbo_generator_state(Handle, &result), "generator state");
        return Tensor.Own(result).ToArray<byte>();
    }

    /// <summary>Puts back what <see cref="GetState"/> gave.</summary>
    /// <exception cref="TorchException">Not such a state.</exception>
    public void SetState(ReadOnlySpan<byte> state)
    {
        using var scope = TensorScope.Enter();
        Native.Check(Native.elbo_generator_set_state(Handle, Tensor.From(state).Handle), "generator state");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (handle != 0) Native.elbo_generator_free(handle);
        handle = 0;
    }
}
