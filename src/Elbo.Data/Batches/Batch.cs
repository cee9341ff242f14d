using Elbo.Torch;

namespace Elbo.Data;

/// <summary>Some examples. The tensors belong to the scope in which the batch was drawn.</summary>
/// <param name="X">Inputs [B, D], F32.</param>
/// <param name="Labels">Class numbers [B], I64; null for data without labels.</param>
/// <param name="Index">Each example's index in its split [B], I64.</param>
public sealed record Batch(Tensor X, Tensor? Labels, Tensor Index)
{
    private readonly Tensor? factors;

    /// <summary>Values of the data set's factors [B, F], I64: the labels unless a set says more; null for data without any.</summary>
    public Tensor? Factors
    {
        get => factors ?? Labels?.Unsqueeze(1);
        init => factors = value;
    }

    /// <summary>How many numbers of each example are data [B], I64, the rest being padding; null where all are.</summary>
    public Tensor? Lengths { get; init; }

    /// <summary>Number of examples B.</summary>
    public int Count => checked((int)X.Shape[0]);

    /// <summary>The batch on a device: copies in the current scope, or this batch where it is there already.</summary>
    public Batch To(Device device) => X.Device == device
        ? this
        : new Batch(X.To(device, X.DType), Labels?.To(device, DType.I64), Index.To(device, DType.I64)) { Factors = factors?.To(device, DType.I64), Lengths = Lengths?.To(device, DType.I64) };
}
