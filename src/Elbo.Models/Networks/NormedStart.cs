using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Networks;

/// <summary>Lengths at which weight-normalised layers keep the size of a signal where no data chooses them; a start from data sets them anew.</summary>
internal static class NormedStart
{
    // From U(±1/√in) to the start of He et al. 2015, U(±√(6/in)).
    private static readonly double gain = Math.Sqrt(6);

    /// <summary>The layer, all lengths in it multiplied.</summary>
    public static T Of<T>(T layer) where T : Layer
    {
        using var off = Gradients.Off();
        foreach (var (name, length) in layer.NamedParameters())
            if (name.EndsWith("weight_g", StringComparison.Ordinal)) length.MulInPlace(gain);
        return layer;
    }
}
