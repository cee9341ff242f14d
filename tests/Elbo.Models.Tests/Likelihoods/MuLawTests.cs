using Elbo.Models.Likelihoods;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Models.Tests.Likelihoods;

[NoLeak]
public sealed class MuLawTests
{
    [Fact]
    public void The_curve_is_the_closed_form()
    {
        using var scope = TensorScope.Enter();
        float[] x = [-1, -0.5f, -0.001f, 0, 0.001f, 0.25f, 1, 3];
        var y = MuLaw.Compress(Tensor.From(x)).ToArray<float>();
        // Eight digits of floats, through a logarithm.
        for (var i = 0; i < x.Length; i++) ((double)y[i]).ShouldBe(Math.Sign(x[i]) * Math.Log(1 + (255 * Math.Min(1, Math.Abs(x[i])))) / Math.Log(256), 1e-6);
    }

    [Fact]
    public void Every_class_is_the_class_of_the_sample_it_stands_for()
    {
        using var scope = TensorScope.Enter();
        var classes = Tensor.Arange(MuLaw.Classes);
        var samples = MuLaw.Decode(classes);
        MuLaw.Encode(samples).ToArray<long>().ShouldBe(classes.ToArray<long>());
        var values = samples.ToArray<float>();
        (values[0], values[255]).ShouldBe((-1f, 1f));
        values.ShouldBe(values.Order());
        for (var k = 0; k < 128; k++) values[k].ShouldBe(-values[255 - k], 1e-7f);
    }

    [Fact]
    public void A_sample_comes_back_within_half_the_width_of_its_class()
    {
        using var scope = TensorScope.Enter();
        var x = Enumerable.Range(-1000, 2001).Select(i => i / 1000f).ToArray();
        var back = MuLaw.Decode(MuLaw.Encode(Tensor.From(x))).ToArray<float>();
        // dx/df = ln(256)·(1 + 255|x|)/255, half a class is 1/255 of f; the curve bends within a class, hence the hundredth more.
        for (var i = 0; i < x.Length; i++)
            Math.Abs(back[i] - x[i]).ShouldBeLessThanOrEqualTo((float)(1.012 * Math.Log(256) * (1 + (255 * Math.Abs(x[i]))) / (255 * 255)) + 1e-6f);
    }
}
