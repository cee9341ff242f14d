using Elbo.Data;
using Elbo.Evaluation.Latents;
using Elbo.Models;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Evaluation.Tests.Latents;

[NoLeak]
public sealed class ActiveUnitsTests
{
    [Fact]
    public void Three_of_ten_units_that_follow_the_data_count_as_three()
    {
        var units = ActiveUnits.Measure(new ThreeOfTen(), new FakeDataset(2500, 0), Split.Test);
        units.Count.ShouldBe(3);
        // Index parity: variance of a fair ±1 coin.
        units.Variances[4].ShouldBe(1, 1e-9);
        units.Variances[0].ShouldBe(0, 1e-9);
    }

    private sealed class ThreeOfTen : IEncoder
    {
        public int LatentSize => 10;

        public Tensor Encode(Batch x)
        {
            var sign = x.Index.Remainder(2).To(DType.F32) * 2 - 1;
            var scale = Tensor.From([0f, 0, 0.09f, 0.5f, 1, 0, 0, 2, 0, 0]);
            return sign.View([-1, 1]) * scale + 3;
        }
    }
}
