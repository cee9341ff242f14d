using Elbo.Evaluation.Images;
using Elbo.Torch;

namespace Elbo.Evaluation.Visuals;

/// <summary>How vectors of a data set are drawn as images: [C, H, W] with one or three channels, or videos of them, [T, C, H, W].</summary>
public readonly record struct ImageShape(int Channels, int Height, int Width) : IExampleForm
{
    /// <summary>T, frames of a video, drawn side by side in a row of their own; null for images.</summary>
    public int? Frames { get; init; }

    /// <summary>From the shape of one example; null when that is no image.</summary>
    public static ImageShape? Of(IReadOnlyList<int> shape) => shape switch
    {
        [1 or 3, _, _] => new(shape[0], shape[1], shape[2]),
        [_, 1 or 3, _, _] => new(shape[1], shape[2], shape[3]) { Frames = shape[0] },
        _ => null,
    };

    /// <summary>One image pixel for pixel, of D values in [0, 1]; of a video its frames side by side.</summary>
    public Raster Single(ReadOnlySpan<float> image) => new ImageGrid { Columns = Frames ?? 1, Scale = 1, Padding = 0 }.Render(image, Frames ?? 1, Channels, Height, Width);

    /// <summary>N images edge to edge pixel for pixel, in a nearly square sheet, or N videos in a row each; black where there is none.</summary>
    public Raster Sheet(ReadOnlySpan<float> images, int count) =>
        new ImageGrid { Columns = Frames ?? 0, Scale = 1, Padding = 0, Background = 0 }.Render(images, count * (Frames ?? 1), Channels, Height, Width);

    /// <summary>A grid of the rows of <paramref name="images"/> [N, D] in [0, 1].</summary>
    public Raster Grid(Tensor images, int columns = 0) =>
        new ImageGrid { Columns = Frames ?? columns }.Render(images.ToArray<float>(), Images(images), Channels, Height, Width);

    /// <summary>Each row of <paramref name="upper"/> above the same row of <paramref name="lower"/>.</summary>
    public Raster Pairs(Tensor upper, Tensor lower, int columns = 0) =>
        new ImageGrid { Columns = Frames ?? columns }.RenderPairs(upper.ToArray<float>(), lower.ToArray<float>(), Images(upper), Channels, Height, Width);

    private int Images(Tensor rows) => checked((int)(rows.Size(0) * (Frames ?? 1)));
}
