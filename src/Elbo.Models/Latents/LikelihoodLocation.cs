using Elbo.Data;
using Elbo.Torch;

namespace Elbo.Models.Latents;

/// <summary>A point estimate of the data.</summary>
public static class LikelihoodLocation
{
    /// <summary>Location of p(x | z), in the range of the data, beside what is given.</summary>
    /// <exception cref="NotSupportedException">The likelihood has none.</exception>
    public static Tensor Of(IGenerativeModel model, Batch given, SiteValues z)
    {
        var distribution = model.Likelihood(given, z, new Pass(new NoiseStream(0)));
        return model.Whole(given, (distribution.Location() ?? throw new NotSupportedException($"{distribution} has no point estimate to show")).To(given.X.DType));
    }
}
