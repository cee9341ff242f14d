using Elbo.Models.Conditionals;
using Elbo.Models.Networks;
using Elbo.Probability;
using Elbo.Testing;
using Elbo.Torch;
using Elbo.Torch.Fused;
using Elbo.Torch.Nn;

namespace Elbo.Models.Tests.Conditionals;

[NoLeak]
public sealed class SphereEncoderTests
{
    private static readonly double[] Vector = [0.3, -1.2, 0.5, 0.7];

    /// <summary>κ is fixed and so is the noise: what moves is μ, and through it alone the loss.</summary>
    [Fact]
    public void With_a_fixed_concentration_gradients_come_through_the_direction_alone()
    {
        using var scope = TensorScope.Enter();
        var leaf = Tensor.From(Vector).RequireGrad();
        var gradient = Gradients.Of(Loss(leaf), leaf).ToArray<double>();
        var difference = FiniteDifference.Gradient(Loss, Tensor.From(Vector));
        for (var k = 0; k < 4; k++) gradient[k].ShouldBe(difference[k], 1e-8);
        // A longer vector of the same direction is the same code.
        gradient.Zip(Vector, (g, v) => g * v).Sum().ShouldBe(0, 1e-12);
        Loss(Tensor.From(Vector) * 7).ToDouble().ShouldBe(Loss(Tensor.From(Vector)).ToDouble(), 1e-12);

        static Tensor Loss(Tensor vector)
        {
            var q = new SphereCode(SphereFamily.VonMisesFisher, Kappa: 20).At(vector.Unsqueeze(0), null);
            var z = q.Draw(new NoiseStream(5), 30).Value;
            return (z * Tensor.From([1.0, 2, -1, 0.5])).Sum([-1]).Square().Mean();
        }
    }

    [Fact]
    public void The_divergence_under_a_fixed_concentration_is_a_constant_without_gradient()
    {
        using var scope = TensorScope.Enter();
        var leaf = Tensor.From(Vector, 1, 4).RequireGrad();
        var divergence = Kl.Between(new SphereCode(SphereFamily.VonMisesFisher, Kappa: 100).At(leaf.Repeat([3, 1]), null), new HypersphericalUniform(4, DType.F64));
        divergence.Shape.ToArray().ShouldBe([3L]);
        divergence.RequiresGrad.ShouldBeFalse();
    }

    /// <summary>2 w (|v| − 1) v/|v|.</summary>
    [Fact]
    public void The_length_term_pulls_the_vector_to_length_one_and_leaves_its_direction()
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(1);
        using var encoder = new SphereEncoder(new Mlp(4, [], Activation.Tanh, generator, null), 4, 4, new(SphereFamily.VonMisesFisher, Kappa: 5), generator, Initialisers.GlorotUniform(), lengthWeight: 0.25);
        encoder.To(Device.Cpu, DType.F64);
        var bias = encoder.NamedParameters().Single(p => p.Name == "mu.bias").Value;
        using (Gradients.Off()) bias.CopyInPlace(Tensor.From(Vector));
        var pass = new Pass(new NoiseStream(1));
        encoder.Of(Tensor.Zeros([1, 4], DType.F64), pass);
        var gradient = Gradients.Of(pass.Added(Tensor.Zeros([1], DType.F64)).Sum(), bias).ToArray<double>();
        var length = Math.Sqrt(Vector.Sum(v => v * v));
        for (var k = 0; k < 4; k++) gradient[k].ShouldBe(0.25 * 2 * (length - 1) * Vector[k] / length, 1e-12);
    }

    [Fact]
    public void A_vector_without_direction_gives_a_unit_code_and_no_number_that_is_none()
    {
        using var scope = TensorScope.Enter();
        var (vector, kappa) = (Tensor.Zeros([1, 4]).RequireGrad(), Tensor.Zeros([1, 1]).RequireGrad());
        var q = new SphereCode(SphereFamily.VonMisesFisher).At(vector, kappa);
        var z = q.Draw(new NoiseStream(1), 20).Value;
        (z.Square().Sum([-1]) - 1).Abs().Max().ToDouble().ShouldBeLessThan(1e-6);
        foreach (var gradient in Gradients.Of([z.Sum()], [vector, kappa])) gradient.Isfinite().All().ToDouble().ShouldBe(1);
    }
}
