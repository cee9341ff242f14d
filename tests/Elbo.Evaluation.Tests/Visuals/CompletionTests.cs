using Elbo.Data;
using Elbo.Evaluation.Visuals;
using Elbo.Models;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Evaluation.Tests.Visuals;

[NoLeak]
public sealed class CompletionTests
{
    [Fact]
    public void Diversity_is_the_variance_of_what_is_not_given()
    {
        using var data = new FakeDataset(20, [1, 2, 2], [1, 0, 1, 0]);
        // Two places are given; the others are drawn from N(0, 0.3²) and N(0, 0.1²).
        var estimate = CompletionDiversity.Measure(new Drawn(), data, Split.Test, 6, 1);
        // 6 variances of 19 degrees of freedom, five standard errors.
        estimate.Mean.ShouldBe(0.05, 5 * 0.09 * Math.Sqrt(2.0 / 19 / 6) / 2);
    }

    [Fact]
    public void A_row_has_the_given_part_the_example_and_its_completions_in_colour()
    {
        using var scope = TensorScope.Enter();
        var x = new Batch(Tensor.From([1f, 0, 1, 0, 0, 1, 0, 1], 2, 4), null, Tensor.Arange(2));
        var raster = Completions.Draw(new Drawn(), x, 3, new ImageShape(1, 2, 2));
        raster.Channels.ShouldBe(3);
        // 28 pixels on a side of each of 2 × 2, and 2 between and around.
        (raster.Width, raster.Height).ShouldBe((2 + 5 * 58, 2 + 2 * 58));
        // The first place of the first example is given and 1: yellow, wherever the example stands.
        for (var k = 0; k < 5; k++) raster.Row(3).Slice(3 * (2 + 58 * k), 3).ToArray().ShouldBe([255, 230, 102], $"image {k}");
    }

    private sealed class Drawn : IGivenGenerator
    {
        public Factor? Factor => null;

        public Tensor Given(Batch x) => Tensor.From([1f, 1, 0, 0]).Expand([x.Count, 4]);

        public Batch Asked(Tensor levels) => throw new NotSupportedException();

        public Tensor Complete(Batch x, int samples, NoiseStream noise)
        {
            var made = noise.Normal([samples, x.Count, 4]) * Tensor.From([0f, 0, 0.3f, 0.1f]);
            return made + x.X * Tensor.From([1f, 1, 0, 0]);
        }
    }
}
