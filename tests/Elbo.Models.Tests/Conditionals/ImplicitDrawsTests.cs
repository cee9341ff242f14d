using Elbo.Models.Conditionals;
using Elbo.Models.Networks;
using Elbo.Testing;
using Elbo.Torch;
using Elbo.Torch.Fused;
using Elbo.Torch.Nn;

namespace Elbo.Models.Tests.Conditionals;

[NoLeak]
public sealed class ImplicitDrawsTests
{
    [Fact]
    public void A_draw_of_a_linear_sampler_has_the_density_of_its_Gaussian()
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        var factor = Tensor.From([1.2, 0.3, -0.7, 0.1, 0.8, 0.5, 0.4, -0.2, 1.5], 3, 3);
        var mean = Tensor.From([0.5, -1.0, 2.0]).Expand([4, 3]);
        var draws = new ImplicitDraws(mean, (noise, leading) => noise.Normal([.. leading, 4, 3], dtype: DType.F64), xi => mean + xi.Matmul(factor.T()), xi => factor.Expand([.. xi.Shape, 3]));
        var drawn = draws.Draw(new NoiseStream(1), 5);
        // −½ (z − m)ᵀ (A Aᵀ)⁻¹ (z − m) − ½ log|2π A Aᵀ|, by the inverse.
        var off1 = drawn.Value - mean;
        var covariance = factor.Matmul(factor.T());
        var exact = (off1.Matmul(covariance.LinalgInv()) * off1).Sum([-1]) * -0.5 - (covariance.LinalgSlogdet().Logabsdet * 0.5 + 1.5 * Math.Log(2 * Math.PI));
        (drawn.LogProb() - exact).Abs().Max().ToDouble().ShouldBeLessThan(1e-12);
        draws.Orientation(drawn.Noise!).ToArray<double>().ShouldAllBe(sign => sign == 1);
    }

    [Fact]
    public void The_Jacobian_of_the_encoder_is_its_finite_difference()
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        using var generator = new Generator(2);
        var weights = Initialisers.Normal(0.6);
        var body = new Mlp(5, [7], Activation.Tanh, generator, weights);
        using var encoder = new ImplicitEncoder(body, 7, 6, 2, 2, Activation.Tanh, generator, weights);
        encoder.To(Device.Cpu, DType.F64);
        var q = (ImplicitDraws)encoder.Of(Tensor.From([0.3, -1, 0.5, 0.2, 0.9], 1, 5));
        var drawn = q.Draw(new NoiseStream(3), 1);
        var xi = drawn.Noise!;
        const double Step = 1e-5;
        double[] Column(int k)
        {
            double[] shift = [0, 0];
            shift[k] = Step;
            var by = Tensor.From(shift);
            return ((q.Map(xi + by) - q.Map(xi - by)) / (2 * Step)).Flatten().ToArray<double>();
        }
        var (a, b) = (Column(0), Column(1));
        var determinant = a[0] * b[1] - a[1] * b[0];
        var noise = xi.Flatten().ToArray<double>();
        drawn.LogProb().ToDouble().ShouldBe(-0.5 * noise.Sum(v => v * v) - Math.Log(2 * Math.PI) - Math.Log(Math.Abs(determinant)), 1e-8);
        q.Orientation(xi).ToDouble().ShouldBe(Math.Sign(determinant));
    }

    [Fact]
    public void It_is_measured_and_not_learned_by_and_noise_of_another_size_tells_nothing()
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(2);
        var body = new Mlp(5, [7], Activation.Tanh, generator, Initialisers.Normal(0.6));
        using var encoder = new ImplicitEncoder(body, 7, 6, 3, 2, Activation.Tanh, generator, Initialisers.Normal(0.6));
        var q = (ImplicitDraws)encoder.Of(Tensor.Ones([1, 5]));
        q.IsSquare.ShouldBeFalse();
        q.Draw(new NoiseStream(3), 1).Noise.ShouldBeNull();
        var square = new ImplicitDraws(Tensor.Zeros([1, 1]), (noise, leading) => noise.Normal([.. leading, 1, 1]), xi => xi, xi => xi.Unsqueeze(-1));
        Should.Throw<NotSupportedException>(() => square.Draw(new NoiseStream(3), 1).LogProb());
    }
}
