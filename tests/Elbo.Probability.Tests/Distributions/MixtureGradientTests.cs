using Elbo.Testing;
using Elbo.Torch;
using Elbo.Torch.Optim;
using Standard = MathNet.Numerics.Distributions.Normal;

namespace Elbo.Probability.Tests.Distributions;

/// <summary>Draws of a mixture as a function of its parameters: x(θ) at fixed u_d = F_d(x_d | x_1 … x_{d−1}; θ).</summary>
[NoLeak]
public sealed class MixtureGradientTests
{
    // Central differences of h = 1e-5 through a bisection to the last digit: truncation 1e-10 times a third derivative, cancellation 1e-10.
    private const double Step = 1e-5, DifferenceError = 1e-6;

    // Fewer than 3 of 1,000 right estimates are further off; seeds are fixed.
    private const double StandardErrors = 3;

    // K = 3 and D = 3: means, logarithms of deviations, logits.
    private static readonly double[] Theta = [0.5, -1, 2, 0, 0.8, -1.5, -0.7, 0.4, 0.1, -0.3, 0.5, 0, 0.2, -0.5, 0.3, 0.1, -0.2, 0.4, 0.3, -0.6, 0.5];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Draws_move_with_every_parameter_as_the_inverse_of_the_conditional_distribution_functions_does(int size)
    {
        using var scope = TensorScope.Enter();
        double[] theta = [.. Rows(0), .. Rows(9), .. Theta[18..]];
        var at = Tensor.From(theta).RequireGrad();
        var draws = Mixture(at, 3, size).Draw(new NoiseStream(5), 6).Value;
        for (var n = 0; n < 6; n++)
        {
            var x = draws[n].Detach().ToArray<double>();
            var u = Levels(theta, x);
            for (var d = 0; d < size; d++)
            {
                var gradient = Gradients.Of([draws[n][d]], [at], retainGraph: true)[0].ToArray<double>();
                for (var j = 0; j < theta.Length; j++)
                {
                    double[] above = [.. theta], below = [.. theta];
                    (above[j], below[j]) = (theta[j] + Step, theta[j] - Step);
                    gradient[j].ShouldBe((Inverse(above, u, x)[d] - Inverse(below, u, x)[d]) / (2 * Step), DifferenceError * Math.Max(1, Math.Abs(gradient[j])), $"draw {n}, element {d}, parameter {j}");
                }
            }
        }

        IEnumerable<double> Rows(int first) => Enumerable.Range(0, 3).SelectMany(k => Theta[(first + 3 * k)..(first + 3 * k + size)]);
    }

    [Theory]
    [InlineData(MixtureGradient.Implicit)]
    [InlineData(MixtureGradient.Hybrid)]
    public void The_gradient_of_an_expected_polynomial_is_unbiased(MixtureGradient kind)
    {
        const int Draws = 100_000;
        using var scope = TensorScope.Enter();
        // E[x₁² x₂ + ½ x₁ x₃²] is known: elements of a component are independent.
        var at = Tensor.From(Theta).RequireGrad();
        var (mu, square, pi) = (at.Narrow(0, 0, 9).View([3, 3]), (at.Narrow(0, 9, 9) * 2).Exp().View([3, 3]), at.Narrow(0, 18, 3).Softmax(0));
        var moments = (mu.Select(1, 0).Square() + square.Select(1, 0)) * mu.Select(1, 1) + mu.Select(1, 0) * (mu.Select(1, 2).Square() + square.Select(1, 2)) * 0.5;
        var exact = Gradients.Of((pi * moments).Sum(), at).ToArray<double>();
        // Parameters of each draw of its own, so that each has its gradient.
        var each = Tensor.From(Theta).Expand([Draws, Theta.Length]).Clone().RequireGrad();
        var x = new MixtureOfNormals(Normal.FromLogStd(each.Narrow(1, 0, 9).View([Draws, 3, 3]), each.Narrow(1, 9, 9).View([Draws, 3, 3])), each.Narrow(1, 18, 3), kind).Draw(new NoiseStream(2)).Value;
        var value = x.Select(1, 0).Square() * x.Select(1, 1) + x.Select(1, 0) * x.Select(1, 2).Square() * 0.5;
        var gradient = Gradients.Of(value.Sum(), each);
        var (mean, error) = (gradient.Mean([0]).ToArray<double>(), (gradient.Var([0], correction: 1) / Draws).Sqrt().ToArray<double>());
        for (var j = 0; j < Theta.Length; j++) mean[j].ShouldBe(exact[j], StandardErrors * error[j] + 1e-12, $"parameter {j}");
    }

    [Theory]
    [InlineData(MixtureGradient.Implicit)]
    [InlineData(MixtureGradient.Hybrid)]
    public void One_component_has_the_gradient_of_mu_plus_sigma_epsilon(MixtureGradient kind)
    {
        using var scope = TensorScope.Enter();
        var (mu, std, logits) = (Tensor.From([0.5, -1, 2], 1, 3).RequireGrad(), Tensor.From([0.3, 2, 1], 1, 3).RequireGrad(), Tensor.From([0.7]).RequireGrad());
        var x = new MixtureOfNormals(Normal.FromStd(mu, std), logits, kind).Draw(new NoiseStream(1), 1).Value;
        var gradients = Gradients.Of([x.Sum()], [mu, std, logits]);
        gradients[0].ToArray<double>().ShouldBe([1, 1, 1]);
        (gradients[1] - (x - mu) / std).Abs().Max().ToDouble().ShouldBeLessThan(1e-14);
        gradients[2].ToArray<double>().ShouldBe([0]);
    }

    [Theory]
    [InlineData(MixtureGradient.Implicit)]
    [InlineData(MixtureGradient.Hybrid)]
    public void Weights_of_equal_components_have_no_gradient(MixtureGradient kind)
    {
        using var scope = TensorScope.Enter();
        var logits = Tensor.From([0.7, -1]).RequireGrad();
        var mixture = new MixtureOfNormals(Normal.FromStd(Tensor.From([0.5, -1, 0.5, -1], 2, 2), Tensor.From([0.5, 2, 0.5, 2], 2, 2)), logits, kind);
        foreach (var gradient in Gradients.Of(mixture.Draw(new NoiseStream(1), 50).Value.Sum(), logits).ToArray<double>()) gradient.ShouldBe(0, 1e-13);
    }

    [Fact]
    public void Far_tails_and_narrow_components_in_f32_have_finite_gradients()
    {
        using var scope = TensorScope.Enter();
        var noise = new NoiseStream(3);
        // 50 elements tell the component so surely that the weights of all others underflow; where they lie elsewhere so do their densities.
        Tensor mu = (noise.Normal([20, 8, 50]) * 30).RequireGrad(), logStd = (noise.Normal([20, 8, 50]) * 2 - 3).RequireGrad(), logits = (noise.Normal([20, 8]) * 20).RequireGrad();
        var x = new MixtureOfNormals(Normal.FromLogStd(mu, logStd), logits).Draw(noise, 10).Value;
        var gradients = Gradients.Of([x.Sum()], [mu, logStd, logits]);
        foreach (var gradient in gradients) gradient.Isfinite().All().ToDouble().ShouldBe(1);
        // Of each draw's 50 elements one component has moved each by 1.
        gradients[0].Sum([1]).Flatten().Min().ToDouble().ShouldBe(10, 1e-3);
    }

    [Fact]
    public void Second_derivatives_through_draws_are_refused()
    {
        using var scope = TensorScope.Enter();
        var logits = Tensor.From([0.7, -1]).RequireGrad();
        var x = new MixtureOfNormals(Normal.FromStd(Tensor.From([0.0, 1], 2, 1), Tensor.From([1.0, 1], 2, 1)), logits).Draw(new NoiseStream(1), 3).Value;
        Should.Throw<TorchException>(() => Gradients.Of([x.Square().Sum()], [logits], createGraph: true)).Message.ShouldContain("once, not twice");
    }

    [Fact]
    public void Rows_of_components_have_the_densities_draws_and_moments_of_each_row()
    {
        using var scope = TensorScope.Enter();
        var noise = new NoiseStream(2);
        Tensor mu = noise.Normal([4, 3, 2], dtype: DType.F64), std = noise.Normal([4, 3, 2], dtype: DType.F64).Exp(), logits = noise.Normal([4, 3], dtype: DType.F64);
        var rows = new MixtureOfNormals(Normal.FromStd(mu, std), logits);
        rows.Shape.ToArray().ShouldBe([4L, 2]);
        var x = rows.Draw(noise, 5).Value;
        x.Shape.ToArray().ShouldBe([5L, 4, 2]);
        var each = rows.DrawComponents(noise, 7);
        each.Shape.ToArray().ShouldBe([7L, 3, 4, 2]);
        for (var b = 0; b < 4; b++)
        {
            var one = new MixtureOfNormals(Normal.FromStd(mu[b], std[b]), logits[b]);
            (rows.LogProb(x).Select(1, b) - one.LogProb(x.Select(1, b))).Abs().Max().ToDouble().ShouldBeLessThan(1e-11);
            (rows.Mean()[b] - one.Mean()).Abs().Max().ToDouble().ShouldBeLessThan(1e-14);
            (rows.Variance()[b] - one.Variance()).Abs().Max().ToDouble().ShouldBeLessThan(1e-14);
        }
        // A component of its own for each place of the second axis.
        var many = rows.DrawComponents(noise, 20_000);
        ((many.Mean([0]) - mu.Movedim(1, 0)) / (std.Movedim(1, 0) / Math.Sqrt(20_000))).Abs().Max().ToDouble().ShouldBeLessThan(4);
    }

    // A target of two modes: two components are it, one sits at a mode and misses log 2 = 0.69 nats.
    [Theory]
    [InlineData(2, MixtureGradient.Implicit, 0, 0.01)]
    [InlineData(2, MixtureGradient.Hybrid, 0, 0.01)]
    [InlineData(1, MixtureGradient.Implicit, 0.3, 1)]
    public void Two_components_are_a_target_of_two_modes_and_one_is_not(int components, MixtureGradient kind, double least, double most)
    {
        using var scope = TensorScope.Enter();
        var target = new MixtureOfNormals(Normal.FromStd(Tensor.From([-2.0, 0, 2, 1], 2, 2), Tensor.From([0.6, 0.8, 0.7, 0.5], 2, 2)), Tensor.From([0.0, 0.4]));
        var noise = new NoiseStream(6);
        Tensor mu = noise.Normal([components, 2], dtype: DType.F64).RequireGrad(), logStd = Tensor.Zeros([components, 2], DType.F64).RequireGrad(), logits = Tensor.Zeros([components], DType.F64).RequireGrad();
        using var adam = new Adam([("mu", mu), ("log_std", logStd), ("logits", logits)], 0.05);
        for (var step = 0; step < 600; step++)
        {
            using var own = TensorScope.Enter();
            adam.LearningRate = 0.05 * (1 - step / 600.0);
            adam.ZeroGrad();
            Divergence(40).Backward();
            adam.Step();
        }
        using var off = Gradients.Off();
        Divergence(100_000).ToDouble().ShouldBeInRange(least - 0.005, most);

        // The score of q has expectation 0 and is left out.
        Tensor Divergence(int draws)
        {
            var q = new MixtureOfNormals(Normal.FromLogStd(mu, logStd), logits, kind);
            var x = q.Draw(noise, draws).Value;
            return (q.Detached().LogProb(x) - target.LogProb(x)).Mean();
        }
    }

    private static MixtureOfNormals Mixture(Tensor theta, int components, int size) => new(
        Normal.FromLogStd(theta.Narrow(0, 0, components * size).View([components, size]), theta.Narrow(0, components * size, components * size).View([components, size])), theta.Narrow(0, 2 * components * size, components));

    // u_d of a point, in plain doubles.
    private static double[] Levels(double[] theta, double[] x)
    {
        var r = Weights(theta);
        return [.. x.Select((value, d) =>
        {
            var level = Conditional(theta, r, x.Length, d, value);
            Tell(theta, r, x.Length, d, value);
            return level;
        })];
    }

    // The point of given u: a bisection for each element, then what it tells of the component.
    private static double[] Inverse(double[] theta, double[] u, double[] near)
    {
        var (r, x) = (Weights(theta), new double[u.Length]);
        for (var d = 0; d < u.Length; d++)
        {
            var (low, high) = (near[d] - 1, near[d] + 1);
            for (var k = 0; k < 80; k++)
            {
                var middle = (low + high) / 2;
                if (Conditional(theta, r, u.Length, d, middle) < u[d]) low = middle; else high = middle;
            }
            x[d] = (low + high) / 2;
            Tell(theta, r, u.Length, d, x[d]);
        }
        return x;
    }

    private static double[] Weights(double[] theta) => [.. theta[^3..].Select(l => Math.Exp(l) / theta[^3..].Sum(Math.Exp))];

    private static double Conditional(double[] theta, double[] r, int size, int d, double x) =>
        Enumerable.Range(0, 3).Sum(k => r[k] * Standard.CDF(theta[size * k + d], Math.Exp(theta[3 * size + size * k + d]), x));

    private static void Tell(double[] theta, double[] r, int size, int d, double x)
    {
        for (var k = 0; k < 3; k++) r[k] *= Standard.PDF(theta[size * k + d], Math.Exp(theta[3 * size + size * k + d]), x);
        var sum = r.Sum();
        for (var k = 0; k < 3; k++) r[k] /= sum;
    }
}
