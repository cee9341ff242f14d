using Elbo.Torch.Interop;

namespace Elbo.Torch.Nn;

/// <summary>Replacing what a long-lived tensor holds.</summary>
internal static class TensorContents
{
    /// <summary>
    /// Gives <paramref name="tensor"/> the storage and element type of <paramref name="value"/>, which must have the same shape; both
    /// then share memory. The tensor keeps its identity as an autograd leaf; a gradient of another type or device must be forgotten first.
    /// </summary>
    public static void SetData(this Tensor tensor, Tensor value)
    {
        if (!tensor.Shape.SequenceEqual(value.Shape)) throw new TorchException($"{tensor} cannot take the contents of {value}: shapes differ");
        Native.Check(Native.elbo_set_data(tensor.Handle, value.Handle), "set_data");
    }
}
