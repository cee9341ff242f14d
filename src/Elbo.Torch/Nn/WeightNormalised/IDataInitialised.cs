namespace Elbo.Torch.Nn;

/// <summary>A layer whose start can be chosen from a batch of data.</summary>
public interface IDataInitialised
{
    /// <summary>Sets the start from a batch and returns what <see cref="Layer.Forward"/> then gives for it, without recording.</summary>
    Tensor InitialiseFromData(Tensor x);
}
