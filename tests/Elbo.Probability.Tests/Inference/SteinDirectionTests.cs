using Elbo.Probability.Inference;
using Elbo.Testing;
using Elbo.Torch;
using Elbo.Torch.Optim;

namespace Elbo.Probability.Tests.Inference;

[NoLeak]
public sealed class SteinDirectionTests
{
    // A few f64 roundings of numbers of order 1.
    private const double Rounding = 1e-12;

    [Fact]
    public void Particles_move_others_by_their_weights()
    {
        using var scope = TensorScope.Enter();
        var noise = new NoiseStream(2);
        Tensor u = noise.Normal([3, 1, 2], dtype: DType.F64), slopes = noise.Normal([3, 1, 2], dtype: DType.F64);
        double[] weights = [0.3, 2.1, 0.6];
        var found = new SteinDirection().Of(u, slopes, Tensor.From(weights, 3, 1)).ToArray<double>();
        var (values, s) = (u.ToArray<double>(), slopes.ToArray<double>());
        double Distance(int i, int j) => Enumerable.Range(0, 2).Sum(d => Math.Pow(values[2 * i + d] - values[2 * j + d], 2));
        var h = ((double[])[Distance(0, 1), Distance(0, 2), Distance(1, 2)]).Order().ElementAt(1);
        for (var i = 0; i < 3; i++)
            for (var d = 0; d < 2; d++)
            {
                var exact = Enumerable.Range(0, 3).Sum(j => weights[j] * Math.Exp(-Distance(i, j) / h) * (s[2 * j + d] + 2 / h * (values[2 * i + d] - values[2 * j + d]))) / 3;
                found[2 * i + d].ShouldBe(exact, 1e-12);
            }
        (new SteinDirection().Of(u, slopes, Tensor.Ones([3, 1], DType.F64)) - new SteinDirection().Of(u, slopes)).Abs().Max().ToDouble().ShouldBe(0);
    }

    [Fact]
    public void Repulsion_is_the_gradient_of_the_kernel_in_the_other_particle_and_points_away_from_it()
    {
        using var scope = TensorScope.Enter();
        var u = new NoiseStream(1).Normal([5, 1, 3], dtype: DType.F64);
        var direction = new SteinDirection().Of(u, Tensor.Zeros(u.Shape, DType.F64));
        var (values, pairs) = (u.ToArray<double>(), new List<double>());
        for (var i = 0; i < 5; i++)
            for (var j = i + 1; j < 5; j++) pairs.Add(Square(values, i, values, j));
        var h = pairs.Order().Skip(4).Take(2).Average();
        for (var i = 0; i < 5; i++)
            for (var d = 0; d < 3; d++)
            {
                // By central differences in u_j, of which k(u_j, u_i) is a function.
                const double step = 1e-5;
                var slope = 0.0;
                for (var j = 0; j < 5; j++)
                {
                    double[] above = [.. values], below = [.. values];
                    above[3 * j + d] += step;
                    below[3 * j + d] -= step;
                    slope += (Math.Exp(-Square(above, j, values, i) / h) - Math.Exp(-Square(below, j, values, i) / h)) / (2 * step);
                }
                direction[i][0][d].ToDouble().ShouldBe(slope / 5, 1e-9);
            }
        // Two particles part.
        var two = Tensor.From([-1.0, 1], 2, 1, 1);
        var moved = new SteinDirection().Of(two, Tensor.Zeros(two.Shape, DType.F64)).ToArray<double>();
        moved[0].ShouldBeLessThan(0);
        moved[1].ShouldBeGreaterThan(0);

        static double Square(double[] a, int i, double[] b, int j) => Enumerable.Range(0, 3).Sum(d => Math.Pow(a[3 * i + d] - b[3 * j + d], 2));
    }

    [Fact]
    public void One_particle_climbs_its_gradient_and_many_in_one_place_the_mean_of_theirs()
    {
        using var scope = TensorScope.Enter();
        var noise = new NoiseStream(2);
        Tensor one = noise.Normal([1, 4, 3], dtype: DType.F64), slopes = noise.Normal([1, 4, 3], dtype: DType.F64);
        (new SteinDirection().Of(one, slopes) - slopes).Abs().Max().ToDouble().ShouldBeLessThan(Rounding);
        // The kernel is 1 between all of them, and nothing keeps them apart.
        var (same, many) = (one.Expand([6, 4, 3]), noise.Normal([6, 4, 3], dtype: DType.F64));
        (new SteinDirection().Of(same, many) - many.Mean([0], keepdim: true)).Abs().Max().ToDouble().ShouldBeLessThan(Rounding);
    }

    [Fact]
    public void Problems_side_by_side_do_not_see_each_other()
    {
        using var scope = TensorScope.Enter();
        var noise = new NoiseStream(3);
        Tensor u = noise.Normal([7, 3, 2], dtype: DType.F64), slopes = noise.Normal([7, 3, 2], dtype: DType.F64);
        var all = new SteinDirection().Of(u, slopes);
        for (var b = 0; b < 3; b++)
            (all.Narrow(1, b, 1) - new SteinDirection().Of(u.Narrow(1, b, 1), slopes.Narrow(1, b, 1))).Abs().Max().ToDouble().ShouldBeLessThan(Rounding);
    }

    [Fact]
    public void At_exact_draws_of_the_target_directions_cancel()
    {
        using var scope = TensorScope.Enter();
        // E over independent u and v of k(u, v) ∇log p(u) + ∇_u k(u, v) is 0; a particle's own pair is no such and is left out.
        var u = new NoiseStream(4).Normal([2, 20_000, 2], dtype: DType.F64);
        var direction = new SteinDirection().Of(u, -u);
        var other = direction * 2 + u;
        var error = (other.Var([1], correction: 1) / 20_000).Sqrt();
        (other.Mean([1]) / error).Abs().Max().ToDouble().ShouldBeLessThan(3);
    }

    // Ratios of traces, measured by others with NumPy, ±0.05: the fewer particles in the more dimensions, the more of the variance is missing, and much more under the narrower kernel. How much
    // that one leaves in 10 dimensions hangs on the covariance: 0.27 of this one, 0.44 of theirs, 0.63 where variances differ by a factor of 50.
    [Theory]
    [InlineData(2, 50, SteinBandwidth.Median, 0.99)]
    [InlineData(2, 50, SteinBandwidth.MedianOverLog, 0.89)]
    [InlineData(10, 50, SteinBandwidth.Median, 0.89)]
    [InlineData(10, 50, SteinBandwidth.MedianOverLog, 0.27)]
    [InlineData(50, 100, SteinBandwidth.Median, 0.83)]
    [InlineData(50, 100, SteinBandwidth.MedianOverLog, 0.14)]
    public void Particles_come_to_the_mean_of_a_Gaussian_and_to_a_known_part_of_its_variance(int size, int count, SteinBandwidth bandwidth, double part)
    {
        using var scope = TensorScope.Enter();
        var noise = new NoiseStream(5);
        var mean = noise.Normal([size], dtype: DType.F64);
        var found = Move(noise.Normal([count, 1, size], dtype: DType.F64), u => mean - u, 1500, bandwidth).Squeeze(1);
        (found.Mean([0]) - mean).Abs().Max().ToDouble().ShouldBeLessThan(0.02);
        (found.Var([0], correction: 0).Sum() / size).ToDouble().ShouldBe(part, 0.05);
    }

    [Fact]
    public void Both_modes_of_a_mixture_are_populated()
    {
        using var scope = TensorScope.Enter();
        var target = new MixtureOfNormals(Normal.FromStd(Tensor.From([-2.0, 0, 2, 0], 2, 2), Tensor.Full([2, 2], 0.7, DType.F64)));
        var found = Move(new NoiseStream(6).Normal([50, 1, 2], dtype: DType.F64), u =>
        {
            var at = u.Clone().RequireGrad();
            return Gradients.Of(target.LogProb(at).Sum(), at);
        }, 500, SteinBandwidth.Median);
        found.Select(-1, 0).Gt(0).To(DType.F64).Mean().ToDouble().ShouldBeInRange(0.3, 0.7);
    }

    private static Tensor Move(Tensor start, Func<Tensor, Tensor> slope, int steps, SteinBandwidth bandwidth)
    {
        var u = start.Detach().Clone().RequireGrad();
        var direction = new SteinDirection(bandwidth);
        using var adam = new Adam([("u", u)], 0.1);
        for (var step = 0; step < steps; step++)
        {
            using var own = TensorScope.Enter();
            adam.LearningRate = 0.1 * (1 - (double)step / steps);
            adam.ZeroGrad();
            var at = u.Detach();
            // The gradient of this is −φ.
            (-(direction.Of(at, slope(at)) * u).Sum()).Backward();
            adam.Step();
        }
        return u.Detach();
    }
}
