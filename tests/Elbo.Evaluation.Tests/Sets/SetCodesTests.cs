using Elbo.Data;
using Elbo.Evaluation.Sets;
using Elbo.Models;
using Elbo.Models.Latents;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Evaluation.Tests.Sets;

[NoLeak]
public sealed class SetCodesTests
{
    [Fact]
    public void A_set_s_own_mean_and_variance_explain_what_a_sample_of_200_can_of_those_of_its_distribution()
    {
        using var data = Datasets.Open("synthetic-distributions", new());
        var codes = SetCodes.Of(new Told(x => Ops.Cat([x.X.Mean([1]), x.X.Var([1], correction: 1)], -1), 2), data, Split.Test, 1000);
        // Var of means from U(−1, 1) is 1/3, of their samples' error 1.25/200; of variances 0.1875 and about 4 · 1.75/200.
        codes.RSquared("mean").ShouldBe(0.981, 0.01);
        codes.RSquared("variance").ShouldBe(0.84, 0.05);
        // The family is in neither.
        codes.ClassAccuracy().Mean.ShouldBeLessThan(0.5);
    }

    [Fact]
    public void Codes_that_are_the_class_tell_it_and_codes_that_are_nothing_do_not()
    {
        using var data = Datasets.Open("synthetic-distributions", new());
        SetCodes.Of(new Told(x => x.Labels!.OneHot(4).To(DType.F32), 4), data, Split.Test, 300).ClassAccuracy().Mean.ShouldBe(1);
        var noise = new NoiseStream(1);
        var nothing = SetCodes.Of(new Told(x => noise.Normal([x.Count, 2]), 2), data, Split.Test, 1000);
        // Five standard errors of a quarter.
        nothing.ClassAccuracy().Mean.ShouldBe(0.25, 5 * Math.Sqrt(0.25 * 0.75 / 1000));
        nothing.RSquared("mean").ShouldBe(0, 0.02);
    }

    private sealed class Told(Func<Batch, Tensor> code, int size) : IEncoder
    {
        public IReadOnlyList<LatentSite> Sites => [new("c", [size])];

        public Tensor Encode(Batch x) => code(x);
    }
}
