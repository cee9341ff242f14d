using Elbo.Models.Objectives;
using Elbo.Probability;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Models.Tests.Objectives;

[NoLeak]
public sealed class TotalCorrelationTests
{
    // A handful of f64 roundings of numbers around 10.
    private const double Rounding = 1e-11;

    public static TheoryData<AggregateEstimator> Estimators => [.. Enum.GetValues<AggregateEstimator>()];

    [Fact]
    public void Stratified_weights_of_a_row_sum_to_one_and_the_published_ones_do_not()
    {
        RowSums(AggregateEstimator.Stratified, 4, 100).ShouldAllBe(sum => Math.Abs(sum - 1) < Rounding);
        RowSums(AggregateEstimator.Stratified, 4, 4).ShouldAllBe(sum => Math.Abs(sum - 1) < Rounding);
        // Row B − 2 has (N − M)/(NM) twice: 2 · 97/300 + 2/3.
        RowSums(AggregateEstimator.StratifiedAsPublished, 4, 100)[2].ShouldBe(1.3133, 1e-4);
        RowSums(AggregateEstimator.Weighted, 4, 100).ShouldAllBe(sum => Math.Abs(sum - 0.01) < Rounding);
    }

    [Theory]
    [InlineData(AggregateEstimator.Stratified, true)]
    [InlineData(AggregateEstimator.StratifiedAsPublished, false)]
    public void Averaged_over_all_batches_stratified_weights_give_the_mixture_of_all_examples(AggregateEstimator estimator, bool unbiased)
    {
        // q(z | x_n) of five examples at one z that belongs to the first; every ordered batch of three with it in the first place.
        double[] densities = [0.9, 0.2, 0.05, 0.4, 0.01];
        var weights = AggregateDensity.LogWeights(estimator, 3, 5).Select(Math.Exp).ToArray();
        var estimates = new List<double>();
        for (var second = 1; second < 5; second++)
            for (var third = 1; third < 5; third++)
                if (second != third)
                    foreach (var own in (int[])[0, 1, 2])
                    {
                        int[] batch = own switch { 0 => [0, second, third], 1 => [second, 0, third], _ => [second, third, 0] };
                        estimates.Add(batch.Select((n, k) => weights[own * 3 + k] * densities[n]).Sum());
                    }
        (Math.Abs(estimates.Average() - densities.Average()) < Rounding).ShouldBe(unbiased);
    }

    [Theory, MemberData(nameof(Estimators))]
    public void Densities_of_draws_agree_with_sums_written_out(AggregateEstimator estimator)
    {
        using var scope = TensorScope.Enter();
        const int B = 5, Z = 3, N = 70;
        var noise = new NoiseStream(4);
        Tensor mu = noise.Normal([B, Z], dtype: DType.F64), logVar = noise.Normal([B, Z], dtype: DType.F64);
        var z = noise.Normal([B, Z], dtype: DType.F64);
        var q = Normal.FromLogVariance(mu, logVar, eventAxes: 0);
        var (joint, marginals) = AggregateDensity.LogProb(q.LogProb(z.Unsqueeze(1)), estimator, N);

        var weights = AggregateDensity.LogWeights(estimator, B, N);
        double[] m = mu.ToArray<double>(), v = logVar.ToArray<double>(), at = z.ToArray<double>();
        for (var i = 0; i < B; i++)
        {
            double whole = 0;
            var parts = new double[Z];
            for (var k = 0; k < B; k++)
            {
                double product = 1;
                for (var j = 0; j < Z; j++)
                {
                    var (d, variance) = (at[i * Z + j] - m[k * Z + j], Math.Exp(v[k * Z + j]));
                    var density = Math.Exp(-d * d / (2 * variance)) / Math.Sqrt(2 * Math.PI * variance);
                    product *= density;
                    parts[j] += Math.Exp(weights[i * B + k]) * density;
                }
                whole += Math.Exp(weights[i * B + k]) * product;
            }
            joint.ToArray<double>()[i].ShouldBe(Math.Log(whole), Rounding);
            for (var j = 0; j < Z; j++) marginals.ToArray<double>()[i * Z + j].ShouldBe(Math.Log(parts[j]), Rounding);
        }
    }

    [Fact]
    public void The_total_correlation_of_a_correlated_gaussian_is_found_and_minibatch_weights_shift_it_by_the_logarithm_of_the_data()
    {
        // x ~ N(0, [1 .8; .8 1]) and q(z | x) = N(x, 0.09 I): q(z) = N(0, [1.09 .8; .8 1.09]), of total correlation −½ log(1 − ρ²).
        using var scope = TensorScope.Enter();
        const int N = 2000;
        var exact = -0.5 * Math.Log(1 - Math.Pow(0.8 / 1.09, 2));
        var noise = new NoiseStream(5);
        Tensor first = noise.Normal([N, 1], dtype: DType.F64), second = first * 0.8 + noise.Normal([N, 1], dtype: DType.F64) * 0.6;
        var q = Normal.FromLogVariance(Ops.Cat([first, second], -1), Tensor.Full([1], Math.Log(0.09), DType.F64), eventAxes: 0);
        var elements = q.LogProb(q.Draw(noise).Value.Unsqueeze(1));
        // 2,000 draws of a variance of about 1, and a mixture of finitely many examples.
        Estimate(AggregateEstimator.Stratified).ShouldBe(exact, 0.05);
        (Estimate(AggregateEstimator.Weighted) - Estimate(AggregateEstimator.Stratified)).ShouldBe(Math.Log(N), 0.01);

        double Estimate(AggregateEstimator estimator)
        {
            var (joint, marginals) = AggregateDensity.LogProb(elements, estimator, N);
            return (joint - marginals.Sum([-1])).Mean().ToDouble();
        }
    }

    [Theory, MemberData(nameof(Estimators))]
    public void Weights_of_one_give_the_sampled_bound_whatever_the_estimate(AggregateEstimator estimator)
    {
        using var scope = TensorScope.Enter();
        using Vae parts = SmallVae.With(new TotalCorrelationObjective(1, 1, 1, estimator, 1000)), whole = SmallVae.With(new ElboObjective(sampled: true));
        var expected = whole.Loss(SmallVae.Patterns(), new NoiseStream(1)).Objective.ToArray<double>();
        var objective = parts.Loss(SmallVae.Patterns(), new NoiseStream(1)).Objective.ToArray<double>();
        for (var b = 0; b < 8; b++) objective[b].ShouldBe(expected[b], Rounding);
    }

    [Fact]
    public void What_is_watched_is_the_negative_bound_which_does_not_depend_on_the_batch()
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        using var model = SmallVae.With(new TotalCorrelationObjective(1, 6, 1, AggregateEstimator.Weighted, 1000));
        using var plain = SmallVae.With(new ElboObjective());
        var loss = model.Loss(SmallVae.Patterns(), new NoiseStream(1));
        loss.Watched.ShouldBe("negative_elbo");
        var bound = plain.Loss(SmallVae.Patterns(), new NoiseStream(1)).Objective.ToArray<double>();
        for (var b = 0; b < 8; b++) SmallVae.Term(loss, "negative_elbo")[b].ShouldBe(bound[b], Rounding);
    }

    [Theory, MemberData(nameof(Estimators))]
    public void Gradient_at_fixed_noise_agrees_with_finite_differences(AggregateEstimator estimator)
    {
        using var scope = TensorScope.Enter();
        using var model = SmallVae.With(new TotalCorrelationObjective(0.5, 6, 2, estimator, 1000));
        FiniteDifference.Check(model, SmallVae.Patterns());
    }

    [Theory, MemberData(nameof(Estimators))]
    public void A_batch_of_one_example_has_finite_terms(AggregateEstimator estimator)
    {
        using var scope = TensorScope.Enter();
        using var model = SmallVae.With(new TotalCorrelationObjective(1, 6, 1, estimator, 1000));
        var one = SmallVae.Patterns();
        var loss = model.Loss(new(one.X.Narrow(0, 0, 1), null, Tensor.Arange(1)), new NoiseStream(1));
        loss.Terms.ShouldAllBe(t => double.IsFinite(t.Values.ToArray<double>()[0]));
    }

    [Fact]
    public void Without_the_number_of_examples_it_says_so()
    {
        using var scope = TensorScope.Enter();
        using var model = SmallVae.With(new TotalCorrelationObjective(1, 6, 1, AggregateEstimator.Weighted, null));
        Should.Throw<InvalidOperationException>(() => model.Loss(SmallVae.Patterns(), new NoiseStream(1))).Message.ShouldContain("TrainingExamples");
    }

    private static double[] RowSums(AggregateEstimator estimator, int batch, int examples) =>
        [.. AggregateDensity.LogWeights(estimator, batch, examples).Select(Math.Exp).Chunk(batch).Select(row => row.Sum())];
}
