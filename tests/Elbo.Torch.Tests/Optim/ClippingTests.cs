using Elbo.Testing;
using Elbo.Torch.Optim;
using Elbo.Torch.Tests.Nn;

namespace Elbo.Torch.Tests.Optim;

[NoLeak]
public sealed class ClippingTests
{
    [Theory]
    [InlineData("norm", 1.5, 2)]
    [InlineData("norm_1", 1.5, 1)]
    [InlineData("norm_inf", 0.5, double.PositiveInfinity)]
    [InlineData("norm_below", 1000, 2)]
    public void Clipping_by_norm_equals_pytorchs(string name, double max, double order)
    {
        using var scope = TensorScope.Enter();
        var fixture = new TorchFixture("clipping");
        var parameters = Parameters(fixture);
        Clipping.ByNorm(parameters, max, order).ShouldBe(fixture[$"{name}.total_norm"].ToDouble(), 1e-12);
        for (var k = 0; k < parameters.Length; k++) TorchFixture.ShouldAgree(parameters[k].Grad!, fixture[$"{name}.{k}"], name);
    }

    [Fact]
    public void Clipping_by_value_equals_pytorchs()
    {
        using var scope = TensorScope.Enter();
        var fixture = new TorchFixture("clipping");
        var parameters = Parameters(fixture);
        Clipping.ByValue(parameters, 0.5);
        for (var k = 0; k < parameters.Length; k++) TorchFixture.ShouldAgree(parameters[k].Grad!, fixture[$"value.{k}"], "value");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_step_uses_clipped_gradients_and_leaves_the_gradients_alone(bool fused)
    {
        using var scope = TensorScope.Enter();
        var fixture = new TorchFixture("clipping");
        foreach (var (clip, name) in ((GradientClip, string)[])[(GradientClip.ByNorm(1.5), "norm"), (GradientClip.ByValue(0.5), "value")])
        {
            var parameters = Parameters(fixture);
            using var sgd = new Sgd(parameters.Select((p, k) => ($"{k}", p)), 1);
            (sgd.Clip, sgd.Fused) = (clip, fused);
            sgd.Step();
            for (var k = 0; k < parameters.Length; k++)
            {
                TorchFixture.ShouldAgree(-parameters[k], fixture[$"{name}.{k}"], name);
                TorchFixture.ShouldAgree(parameters[k].Grad!, fixture[$"grad.{k}"], "gradient");
            }
            if (name == "norm") sgd.LastGradientNorm.ShouldBe(fixture["norm.total_norm"].ToDouble(), 1e-12);
            else sgd.LastGradientNorm.ShouldBe(double.NaN);
        }
    }

    private static Tensor[] Parameters(TorchFixture fixture) => [.. Enumerable.Range(0, 3).Select(k =>
    {
        var parameter = fixture[$"grad.{k}"].ZerosLike().RequireGrad();
        parameter.SetGrad(fixture[$"grad.{k}"].Clone());
        return parameter;
    })];
}
