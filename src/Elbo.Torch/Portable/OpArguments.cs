using Elbo.Torch.Interop;

namespace Elbo.Torch.Portable;

/// <summary>Arguments of an operator by their places in its schema.</summary>
internal readonly unsafe ref struct OpArguments(ReadOnlySpan<Value> values, string op)
{
    private readonly ReadOnlySpan<Value> values = values;

    public bool Has(int k) => k < values.Length && values[k].Tag is not (Tag.None or Tag.Default);

    /// <summary>As it is, borrowed; the handle lasts for the current scope.</summary>
    public Tensor Tensor(int k) => Torch.Tensor.Own(Native.elbo_tensor_share((nint)values[k].Integer));

    /// <summary>f64 on the CPU, its numbers side by side.</summary>
    /// <exception cref="NotSupportedException">It is another type, or elsewhere.</exception>
    public Tensor Numbers(int k)
    {
        var tensor = Tensor(k);
        if (tensor.DType != DType.F64 || !tensor.Device.IsCpu) throw new NotSupportedException($"{op} computes alike on every machine with f64 on the CPU alone, not with {tensor}");
        return tensor.IsContiguous ? tensor : tensor.Contiguous();
    }

    public Tensor? OptionalNumbers(int k) => Has(k) ? Numbers(k) : null;

    public DType TypeOf(int k) => Tensor(k).DType;

    public double Number(int k, double otherwise) => !Has(k) ? otherwise : values[k].Tag switch
    {
        Tag.Double => values[k].Real,
        Tag.Int => values[k].Integer,
        _ => throw new NotSupportedException($"{op}: argument {k} is no number"),
    };

    public long Whole(int k) => values[k].Integer;

    public bool Flag(int k) => Has(k) && values[k].Integer != 0;

    public long[] Wholes(int k) => Has(k) ? new ReadOnlySpan<long>(values[k].Pointer, values[k].Count).ToArray() : [];
}
