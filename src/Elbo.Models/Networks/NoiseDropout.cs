using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Networks;

/// <summary>
/// Dropout (Srivastava et al. 2014) drawn from the noise of the step, so that a resumed training draws the same: while training, each element is 0 with
/// probability p and x/(1 − p) otherwise; in evaluation, x itself.
/// </summary>
/// <param name="probability">p in [0, 1).</param>
public sealed class NoiseDropout(double probability) : Module
{
    /// <summary>x with some elements dropped.</summary>
    /// <param name="x">Of any shape.</param>
    /// <param name="pass">Draws come from its noise; null drops nothing.</param>
    public Tensor Of(Tensor x, Pass? pass)
    {
        if (!IsTraining || probability == 0 || pass is null) return x;
        Tensor kept;
        using (Gradients.Off()) kept = pass.Noise.Uniform(x.Shape, x.Device, x.DType).Ge(probability).To(x.DType) / (1 - probability);
        return x * kept;
    }
}
