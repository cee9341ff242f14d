using System.Globalization;

namespace Elbo.Torch;

/// <summary>Kinds of memory a tensor can live in; the numbers are libtorch's.</summary>
public enum DeviceKind : byte
{
    /// <summary>The processor.</summary>
    Cpu = 0,
    /// <summary>A GPU through CUDA.</summary>
    Cuda = 1,
}

/// <summary>Where a tensor lives. <c>default</c> is the CPU.</summary>
/// <param name="Kind">CPU or CUDA.</param>
/// <param name="Index">Which of several; 0 for the CPU.</param>
public readonly record struct Device(DeviceKind Kind, int Index)
{
    /// <summary>The processor and its memory; the default.</summary>
    public static Device Cpu => default;

    /// <summary>A CUDA device by number, from 0.</summary>
    public static Device Cuda(int index = 0) => new(DeviceKind.Cuda, index);

    /// <summary>Whether it is the processor.</summary>
    public bool IsCpu => Kind == DeviceKind.Cpu;

    /// <summary>Reads <c>cpu</c>, <c>cuda</c> or <c>cuda:1</c>.</summary>
    /// <exception cref="FormatException">Anything else.</exception>
    public static Device Parse(string text)
    {
        if (text == "cpu") return Cpu;
        if (text == "cuda") return Cuda();
        if (text.StartsWith("cuda:", StringComparison.Ordinal)
            && int.TryParse(text.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < 128)
            return Cuda(index);
        throw new FormatException($"unknown device '{text}'; use cpu, cuda or cuda:N");
    }

    /// <inheritdoc/>
    public override string ToString() => IsCpu ? "cpu" : $"cuda:{Index}";
}
