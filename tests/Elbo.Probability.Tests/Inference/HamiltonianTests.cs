using Elbo.Probability.Inference;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Probability.Tests.Inference;

[NoLeak]
public sealed class HamiltonianTests
{
    // Not Gaussian, so that leapfrog is not exact for a harmonic reason: log f = −½|z|² − ¼ Σ z⁴.
    private static FunctionPath Quartic(long batch, long size) => new([[batch, size]], place => place[0].Square().Square().Sum([-1]) * -0.25);

    [Fact]
    public void The_error_of_the_energy_falls_with_the_square_of_the_step()
    {
        using var scope = TensorScope.Enter();
        var path = Quartic(200, 3);
        double Error(int steps)
        {
            using var own = TensorScope.Enter();
            var noise = new NoiseStream(5);
            var state = ChainState.At(path, path.Draw(noise, 1));
            Tensor[] p = [noise.Normal([1, 200, 3], dtype: DType.F64)];
            var before = state.LogDensity(1) - p[0].Square().Sum([-1]) * 0.5;
            var end = Leapfrog.Move(path, state, p, 1, 1.0 / steps, steps);
            return (end.LogDensity(1) - p[0].Square().Sum([-1]) * 0.5 - before).Square().Mean().Sqrt().ToDouble();
        }
        // The next term is of order ε⁴, at ε = 1/40 some thousandths.
        (Error(40) / Error(80)).ShouldBe(4, 0.1);
        (Error(80) / Error(160)).ShouldBe(4, 0.05);
    }

    [Fact]
    public void A_trajectory_with_its_momentum_turned_round_leads_back()
    {
        using var scope = TensorScope.Enter();
        var path = Quartic(20, 3);
        var noise = new NoiseStream(6);
        var start = path.Draw(noise, 4);
        Tensor[] p = [noise.Normal([4, 20, 3], dtype: DType.F64)];
        var first = p[0].Clone();
        var end = Leapfrog.Move(path, ChainState.At(path, start), p, 0.7, 0.1, 10);
        (end.Place[0] - start[0]).Abs().Max().ToDouble().ShouldBeGreaterThan(0.1);
        p[0].MulInPlace(-1);
        var back = Leapfrog.Move(path, end, p, 0.7, 0.1, 10);
        (back.Place[0] - start[0]).Abs().Max().ToDouble().ShouldBeLessThan(1e-10);
        (p[0] + first).Abs().Max().ToDouble().ShouldBeLessThan(1e-10);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Chains_keep_the_moments_of_their_distribution(bool withMass)
    {
        using var scope = TensorScope.Enter();
        double[] variances = [0.25, 1, 4];
        var precision = Tensor.From(variances).Reciprocal();
        var path = new FunctionPath([[1000, 3]]) { LogBase = place => (place[0].Square() * precision).Sum([-1]) * -0.5 };
        var noise = new NoiseStream(7);
        // Far from where it belongs.
        var state = ChainState.At(path, [Tensor.Full([4, 1000, 3], 2.0, DType.F64)]);
        var kernel = withMass ? new HamiltonianKernel(10, [precision]) : new HamiltonianKernel();
        var acceptance = 0.0;
        for (var k = 0; k < 60; k++) acceptance = kernel.Move(path, state, 0, withMass ? 0.15 : 0.25, noise);
        acceptance.ShouldBeInRange(0.5, 1);
        var z = state.Place[0].View([4000, 3]);
        double[] means = z.Mean([0]).ToArray<double>(), squares = z.Square().Mean([0]).ToArray<double>();
        for (var d = 0; d < 3; d++)
        {
            // 4,000 independent chains; 4 standard errors for six figures.
            means[d].ShouldBe(0, 4 * Math.Sqrt(variances[d] / 4000));
            squares[d].ShouldBe(variances[d], 4 * variances[d] * Math.Sqrt(2.0 / 4000));
        }
    }

    [Fact]
    public void An_adapting_step_comes_to_accept_two_thirds()
    {
        using var scope = TensorScope.Enter();
        // 50 dimensions of standard deviation 0.05, where ½ would be far too large.
        var path = new FunctionPath([[20, 50]]) { LogBase = place => place[0].Square().Sum([-1]) * -200 };
        var state = ChainState.At(path, [Tensor.Zeros([4, 20, 50], DType.F64)]);
        var (kernel, sizes, noise) = (new HamiltonianKernel(), new AdaptingStepSize(), new NoiseStream(8));
        var late = 0.0;
        for (var t = 0; t < 300; t++)
        {
            var acceptance = kernel.Move(path, state, 0, sizes.At(t), noise);
            sizes.Tell(t, acceptance);
            if (t >= 200) late += acceptance / 100;
        }
        late.ShouldBe(0.65, 0.05);
        sizes.Acceptance.ShouldBe(0.65, 0.1);
        sizes.Frozen(300).At(299).ShouldBe(sizes.At(299), 0.03 * sizes.At(299));
    }

    [Fact]
    public void A_trajectory_that_leaves_the_numbers_is_rejected_alone()
    {
        using var scope = TensorScope.Enter();
        // log(1 − z) is not a number beyond 1, where the second problem's chains are pushed.
        var push = Tensor.From([0.0, 1e6], 2, 1);
        var path = new FunctionPath([[2, 1]], place => ((1 - place[0]).Log() + place[0] * push).Sum([-1]));
        var state = ChainState.At(path, [Tensor.Zeros([8, 2, 1], DType.F64)]);
        var acceptance = new HamiltonianKernel().Move(path, state, 1, 0.05, new NoiseStream(9));
        acceptance.ShouldBeInRange(0.4, 0.5);
        var z = state.Place[0].ToArray<double>();
        for (var k = 1; k < z.Length; k += 2) z[k].ShouldBe(0);
        z.Where((_, k) => k % 2 == 0).ShouldAllBe(v => v != 0 && double.IsFinite(v));
    }

    [Fact]
    public void What_is_known_of_a_place_is_not_asked_for_again()
    {
        using var scope = TensorScope.Enter();
        var path = Quartic(2, 2);
        AnnealedImportance.Forward(path, AnnealingSchedule.Linear(6), 3, new FrozenStepSize(0.1), new NoiseStream(1), new(7));
        // The start, and 7 for each of the 4 moves between the ends.
        path.Evaluations.ShouldBe(1 + 4 * 7);
    }
}
