using Elbo.Probability.Inference;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Probability.Tests.Inference;

[NoLeak]
public sealed class AnnealedImportanceTests
{
    /// <summary>log of y = log g with g ~ Gamma(5, 10) without its normaliser, whose log is log Γ(5) − 5 log 10 = −8.334871634622285.</summary>
    private static FunctionPath LogGamma(long batch) =>
        new([[batch, 1]], place => (place[0] * 5 - place[0].Exp() * 10 + place[0].Square() * 0.5 + 0.5 * Math.Log(2 * Math.PI)).Sum([-1]));

    private const double LogGammaNormaliser = -8.334871634622285;

    [Fact]
    public void The_mean_weight_is_the_normaliser()
    {
        // 30 problems of one chain each, as many as the other toolkit's oracle takes.
        var estimate = AnnealedImportance.Forward(LogGamma(30), AnnealingSchedule.Linear(200), 1, new FrozenStepSize(0.5), new NoiseStream(1), new(2));
        double[] weights = [.. estimate.Log.Select(w => Math.Exp(w - LogGammaNormaliser))];
        var (mean, error) = Moments(weights);
        mean.ShouldBe(1, 5 * error);
        error.ShouldBeLessThan(0.15);
    }

    [Fact]
    public void Short_runs_are_unbiased_too_and_their_logarithm_is_low()
    {
        var estimate = AnnealedImportance.Forward(LogGamma(10_000), AnnealingSchedule.Sigmoid(10), 1, new FrozenStepSize(0.3), new NoiseStream(2), new(3));
        var (mean, error) = Moments([.. estimate.Log.Select(w => Math.Exp(w - LogGammaNormaliser))]);
        mean.ShouldBe(1, 5 * error);
        error.ShouldBeLessThan(0.1);
        estimate.Log.Average().ShouldBeLessThan(LogGammaNormaliser - 0.2);
    }

    [Fact]
    public void A_run_from_exact_draws_back_to_the_base_bounds_the_normaliser_from_above()
    {
        // f_1 = N(m, s²) times e³, of which draws are known.
        const double Shift = 1.5, Spread = 0.3;
        const int Problems = 4000;
        var path = new FunctionPath([[Problems, 1]], place => (((place[0] - Shift) * (1 / Spread)).Square() * -0.5 + place[0].Square() * 0.5 + (3 - Math.Log(Spread))).Sum([-1]));
        using var scope = TensorScope.Enter();
        var (schedule, sizes, noise) = (AnnealingSchedule.Sigmoid(12), new FrozenStepSize(0.2), new NoiseStream(3));
        var start = noise.Normal([1, Problems, 1], dtype: DType.F64) * Spread + Shift;
        var reverse = AnnealedImportance.Reverse(path, [start], schedule, 1, sizes, noise);
        var forward = AnnealedImportance.Forward(path, schedule, 1, sizes, noise);
        var (mean, error) = Moments([.. reverse.Log.Select(v => Math.Exp(3 - v))]);
        mean.ShouldBe(1, 5 * error);
        error.ShouldBeLessThan(0.1);
        forward.Log.Average().ShouldBeLessThan(3 - 0.01);
        reverse.Log.Average().ShouldBeGreaterThan(3 + 0.01);
    }

    [Fact]
    public void A_base_that_is_the_target_leaves_no_variance()
    {
        var path = new FunctionPath([[5, 2]], place => place[0].Sum([-1]) * 0 + 1.25);
        var estimate = AnnealedImportance.Forward(path, AnnealingSchedule.Sigmoid(20), 8, new AdaptingStepSize(), new NoiseStream(4));
        estimate.Log.ShouldAllBe(v => Math.Abs(v - 1.25) < 1e-12);
        estimate.EffectiveChains.ShouldAllBe(v => Math.Abs(v - 8) < 1e-9);
        estimate.StandardError.ShouldAllBe(v => v < 1e-6);
    }

    [Fact]
    public void Several_variables_move_together_also_one_of_which_the_ratio_knows_nothing()
    {
        // z ~ N(0, I), y | z ~ N(Σ z, 1) at y = 2, and a bystander of another shape: p(y) = N(0, 3).
        var path = new FunctionPath([[400, 2], [400, 3, 2]], place => (place[0].Sum([-1]) - 2).Square() * -0.5 - 0.5 * Math.Log(2 * Math.PI));
        var estimate = AnnealedImportance.Forward(path, AnnealingSchedule.Sigmoid(60), 4, new FrozenStepSize(0.2), new NoiseStream(5));
        var (mean, error) = Moments([.. estimate.Log]);
        mean.ShouldBe(-0.5 * (4.0 / 3 + Math.Log(2 * Math.PI * 3)), 5 * error + 0.005);
        error.ShouldBeLessThan(0.01);
    }

    [Fact]
    public void The_same_place_of_the_same_stream_gives_the_same_bits()
    {
        AnnealedEstimate Run(ulong position) => AnnealedImportance.Forward(LogGamma(3), AnnealingSchedule.Sigmoid(15), 4, new AdaptingStepSize(), new NoiseStream(6, position));
        Run(0).Log.ShouldBe(Run(0).Log);
        Run(0).Log.ShouldNotBe(Run(64).Log);
    }

    [Fact]
    public void Live_tensors_and_their_bytes_stay_flat_along_the_path()
    {
        List<(long Tensors, long Bytes)> seen = [];
        AnnealedImportance.Forward(LogGamma(3), AnnealingSchedule.Sigmoid(30), 4, new AdaptingStepSize(), new NoiseStream(7), progress: _ => seen.Add((TensorCount.Live, TorchRuntime.LiveBytes)));
        seen.Count.ShouldBe(29);
        seen.Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public void It_can_be_stopped_at_every_distribution()
    {
        using var stop = new CancellationTokenSource();
        var done = 0;
        Should.Throw<OperationCanceledException>(() => AnnealedImportance.Forward(LogGamma(3), AnnealingSchedule.Sigmoid(30), 4, new AdaptingStepSize(), new NoiseStream(8),
            progress: t => { done = t; if (t == 5) stop.Cancel(); }, cancel: stop.Token));
        done.ShouldBe(5);
    }

    private static (double Mean, double Error) Moments(double[] values)
    {
        var mean = values.Average();
        return (mean, Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1) / values.Length));
    }
}
