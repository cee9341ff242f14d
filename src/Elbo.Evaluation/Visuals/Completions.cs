using Elbo.Data;
using Elbo.Evaluation.Images;
using Elbo.Models;
using Elbo.Torch;

namespace Elbo.Evaluation.Visuals;

/// <summary>What a model makes of examples of which it is given a part: a row for each, with that part alone, the example itself and then completions.</summary>
public static class Completions
{
    // What is not given, beside what is.
    private const double Unknown = 0.43;

    // Given places go from this blue to this yellow, as others go from black to white.
    private static readonly (double Low, double High)[] Highlight = [(0.1, 1), (0.25, 0.9), (0.65, 0.4)];

    /// <summary>Draws of a model, [samples, B, D].</summary>
    /// <param name="seed">Same seed, same completions.</param>
    public static Tensor Compute(IGivenGenerator model, Batch x, int samples, ulong seed = 1)
    {
        using var off = Gradients.Off();
        return model.Complete(x, samples, new NoiseStream(new SeedStreams(seed).Seed("completions")));
    }

    /// <summary>Of these examples of a split, as an image.</summary>
    /// <inheritdoc cref="Compute" path="/param"/>
    public static Raster Draw(IGivenGenerator model, IDataset data, Split split, long[] examples, int samples, ImageShape shape, ulong seed = 1)
    {
        using var scope = TensorScope.Enter();
        return Draw(model, data.Draw(split, examples), samples, shape, seed);
    }

    /// <summary>As an image, in colour where a part of the examples is given.</summary>
    /// <inheritdoc cref="Compute" path="/param"/>
    public static Raster Draw(IGivenGenerator model, Batch x, int samples, ImageShape shape, ulong seed = 1)
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        var (given, drawn) = (model.Given(x), Compute(model, x, samples, seed));
        var pixels = (long)shape.Height * shape.Width;
        // The given part as the model was told it, which a completion carries.
        var told = drawn.Select(0, 0) * given + (1 - given) * Unknown;
        var rows = Ops.Cat([Coloured(told), Coloured(x.X), .. Enumerable.Range(0, samples).Select(s => Coloured(drawn.Select(0, s)))], 1);
        return (shape with { Channels = 3 }).Grid(rows.View([x.Count * (samples + 2L), 3 * pixels]), samples + 2);

        // [B, D] to [B, 1, 3 · H · W].
        Tensor Coloured(Tensor values) => Ops.Cat([.. Enumerable.Range(0, 3).Select(c =>
        {
            var at = shape.Channels == 1 ? 0 : c * pixels;
            Tensor grey = values.Narrow(1, at, pixels), mask = given.Narrow(1, at, pixels);
            var (low, high) = Highlight[c];
            return grey * (1 - mask) + (grey * (high - low) + low) * mask;
        })], 1).Unsqueeze(1);
    }
}
