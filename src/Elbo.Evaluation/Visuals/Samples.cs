using Elbo.Evaluation.Images;
using Elbo.Models;
using Elbo.Torch;

namespace Elbo.Evaluation.Visuals;

/// <summary>New data drawn from a model.</summary>
public static class Samples
{
    /// <summary>As a model draws them, [count, D].</summary>
    /// <param name="seed">Same seed, same samples.</param>
    public static Tensor Compute(IGenerator model, int count, ulong seed = 1)
    {
        using var off = Gradients.Off();
        return model.Generate(count, new NoiseStream(new SeedStreams(seed).Seed("samples")));
    }

    /// <summary>With the noise of p(x | z), [count, D].</summary>
    /// <inheritdoc cref="Compute" path="/param"/>
    public static Tensor Examples(IExampleGenerator model, int count, ulong seed = 1)
    {
        using var off = Gradients.Off();
        return model.GenerateExamples(count, new NoiseStream(new SeedStreams(seed).Seed("samples"))).To(DType.F32);
    }

    /// <summary>As an image.</summary>
    /// <inheritdoc cref="Compute" path="/param"/>
    public static Raster Draw(IGenerator model, int count, IExampleForm shape, ulong seed = 1, int columns = 0)
    {
        using var scope = TensorScope.Enter();
        return shape.Grid(Compute(model, count, seed), columns);
    }
}
