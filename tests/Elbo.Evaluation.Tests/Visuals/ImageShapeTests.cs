using Elbo.Evaluation.Visuals;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Evaluation.Tests.Visuals;

[NoLeak]
public sealed class ImageShapeTests
{
    [Fact]
    public void A_video_is_a_row_of_its_frames_whatever_number_of_columns_is_asked_for()
    {
        using var scope = TensorScope.Enter();
        var shape = ImageShape.Of([5, 3, 8, 8]).ShouldNotBeNull();
        var grid = shape.Grid(Tensor.Zeros([2, 5 * 3 * 8 * 8]), columns: 3);
        // Pixels are enlarged seven times to make a side of 56; two pixels around each frame.
        (grid.Width, grid.Height).ShouldBe((2 + (5 * 58), 2 + (2 * 58)));
        var pairs = shape.Pairs(Tensor.Zeros([1, 5 * 3 * 8 * 8]), Tensor.Zeros([1, 5 * 3 * 8 * 8]));
        (pairs.Width, pairs.Height).ShouldBe((2 + (5 * 58), 2 + (2 * 58)));
    }

    [Fact]
    public void Vectors_and_volumes_are_no_images()
    {
        ImageShape.Of([3, 8, 8])!.Value.Frames.ShouldBeNull();
        ImageShape.Of([12]).ShouldBeNull();
        ImageShape.Of([2, 8, 8]).ShouldBeNull();
        ImageShape.Of([5, 2, 8, 8]).ShouldBeNull();
    }
}
