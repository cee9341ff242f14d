using Elbo.Evaluation.Pictures;
using Elbo.Models;
using Elbo.Torch;

namespace Elbo.Evaluation.Visuals;

/// <summary>New data drawn from a model.</summary>
public static class Samples
{
    /// <param name="seed">Same seed, same pictures.</param>
    public static Raster Draw(IGenerator model, int count, PictureShape shape, ulong seed = 1, int columns = 0)
    {
        using var off = Gradients.Off();
        using var scope = TensorScope.Enter();
        return shape.Grid(model.Generate(count, new NoiseStream(new SeedStreams(seed).Seed("samples"))), columns);
    }
}
