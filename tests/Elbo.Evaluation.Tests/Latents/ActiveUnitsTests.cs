using Elbo.Data;
using Elbo.Evaluation.Latents;
using Elbo.Evaluation.SelfCheck;
using Elbo.Models;
using Elbo.Models.Latents;
using Elbo.Models.Zoo.LinearGaussian;
using Elbo.Probability;
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

    [Fact]
    public void A_decoder_that_uses_three_of_ten_latents_has_exactly_three()
    {
        using var generator = new Generator(1);
        using var model = LinearGaussianModel.Build(new() { Latent = 10 }, new([6], generator));
        var weight = model.NamedParameters().Single(p => p.Name == "decoder.weight").Value.AsWritableSpan<float>();
        for (var k = 0; k < weight.Length; k++) weight[k] = k % 10 is 1 or 4 or 8 ? (float)Math.Sin(k + 1) : 0;
        using var code = new LinearCode(seed: 2, 4000);
        using var data = new SixWide(code.Examples);
        var units = ActiveUnits.Measure(model, data, Split.Test);
        units.Count.ShouldBe(3);
        units.Variances.Index().Where(v => v.Item > units.Threshold).Select(v => v.Index).ShouldBe([1, 4, 8]);
        // With the exact posterior an unused latent has the prior's mean for every example.
        units.Variances[0].ShouldBe(0, 1e-12);
    }

    [Fact]
    public void Layers_are_counted_apart_and_the_upper_one_by_its_means_at_a_draw_below()
    {
        using var code = new LayeredLinearCode(seed: 1, 5000);
        var units = ActiveUnits.Measure(code, code.Examples, Split.Test);
        units.CountByLayer.ShouldBe([2, 1]);
        units.ToString().ShouldBe("2+1");
        // Population variances of 5,000 Gaussians have a relative error of √(2/5000) = 2 %; with means in place of draws 8 % would be missing.
        units.Variances[2].ShouldBe(LayeredLinearCode.UpperVariance, 4 * 0.02 * LayeredLinearCode.UpperVariance);
        new ActiveUnits([0.5, 0.001, 0.2, 0.3, 0.01], 0.01, [3, 2]).ToString().ShouldBe("2+1");
        ActiveUnits.Measure(code, code.Examples, Split.Test, seed: 2).Variances[2].ShouldNotBe(units.Variances[2]);
        ActiveUnits.Measure(code, code.Examples, Split.Test).Variances[2].ShouldBe(units.Variances[2]);
    }

    /// <summary>Draws of other data, each value three times.</summary>
    private sealed class SixWide(IDataset inner) : IDataset
    {
        public DatasetInfo Info => inner.Info;

        public string Fingerprint => inner.Fingerprint;

        public int Count(Split split) => inner.Count(split);

        public Batch Draw(Split split, ReadOnlySpan<long> examples, ulong? noise = null)
        {
            var batch = inner.Draw(split, examples, noise);
            return batch with { X = batch.X.Repeat([1, 3]) };
        }

        public void Dispose()
        {
        }
    }

    private sealed class ThreeOfTen : ILatentVariables
    {
        public void VisitPosterior(Batch x, SiteWalk walk)
        {
            var sign = x.Index.Remainder(2).To(DType.F32) * 2 - 1;
            var scale = Tensor.From([0f, 0, 0.09f, 0.5f, 1, 0, 0, 2, 0, 0]);
            walk.At("z", Normal.FromStd(sign.View([-1, 1]) * scale + 3, Tensor.Ones([10])));
        }

        public void VisitPrior(Batch given, SiteWalk walk) => walk.At("z", new StandardNormal(10));

        public Distribution Likelihood(Batch given, SiteValues z, Pass pass) => throw new InvalidOperationException("units need no likelihood");
    }
}
