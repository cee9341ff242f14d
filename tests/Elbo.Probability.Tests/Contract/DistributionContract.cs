using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Probability.Tests.Contract;

/// <summary>What every family must satisfy, whatever it is.</summary>
[NoLeak]
public sealed class DistributionContract
{
    /// <summary>f64 rounding over a handful of elementary functions.</summary>
    private const double Rounding = 1e-10;

    /// <summary>Central differences with h = 1e-5: truncation about h² = 1e-10 times a third derivative, cancellation about 1e-11.</summary>
    private const double Step = 1e-5, DifferenceError = 1e-6;

    /// <summary>libtorch's approximation of the implicit gamma gradient; the other families are exact and held tighter at the same noise.</summary>
    private const double QuantileError = 2e-3;

    /// <summary>One sample in a hundred of a right sampler would fail; the seeds are fixed, so a right one passes for good.</summary>
    private const double LeastLikely = 0.01;

    private const int Draws = 100_000;

    /// <summary>Their distribution functions or quantiles are no elementary functions.</summary>
    private static readonly Type[] WithoutClosedForm =
    [
        typeof(Bernoulli), typeof(Categorical), typeof(Beta), typeof(ChiSquared), typeof(Erlang), typeof(FisherF), typeof(Gamma), typeof(Poisson), typeof(NegativeBinomial), typeof(StudentT), typeof(MixtureOfDiscretisedLogistics),
    ];

    public static TheoryData<string> Names => DistributionCases.Names;

    [Theory, MemberData(nameof(Names))]
    public void Shapes_follow_sample_batch_event(string name)
    {
        using var scope = TensorScope.Enter();
        var noise = new NoiseStream(1);
        var row = DistributionCases.Named(name);
        foreach (var (eventAxes, batch, size) in new (int, long[], long[])[] { (0, [3, 2], []), (1, [3], [2]), (2, [], [3, 2]) })
        {
            var distribution = row.At(row.Settings[0], [3, 2], eventAxes);
            distribution.BatchShape.ToArray().ShouldBe(batch);
            distribution.EventShape.ToArray().ShouldBe(size);
            distribution.LogProb(distribution.Draw(noise).Value).Shape.ToArray().ShouldBe(batch);
            var draws = distribution.Draw(noise, 5, 4).Value;
            draws.Shape.ToArray().ShouldBe([5, 4, 3, 2]);
            draws.RequiresGrad.ShouldBeFalse();
            distribution.LogProb(draws).Shape.ToArray().ShouldBe([5, 4, .. batch]);
            if (distribution is IHasMean mean) mean.Mean().Shape.ToArray().ShouldBe([3, 2]);
            if (distribution is IHasVariance variance) variance.Variance().Shape.ToArray().ShouldBe([3, 2]);
            if (distribution is IHasEntropy entropy) entropy.Entropy().Shape.ToArray().ShouldBe(batch);
        }
        Should.Throw<ArgumentOutOfRangeException>(() => row.At(row.Settings[0], [3, 2], 3)).Message.ShouldContain("eventAxes = 3");
        var rows = row.At(row.Settings[0], [3, 2], 1);
        Should.Throw<ArgumentException>(() => rows.LogProb(Tensor.Zeros([3, 1], DType.F64))).Message.ShouldContain("event shape [2]");
    }

    [Theory, MemberData(nameof(Names))]
    public void An_events_log_probability_is_the_sum_over_its_elements(string name)
    {
        using var scope = TensorScope.Enter();
        var noise = new NoiseStream(2);
        var row = DistributionCases.Named(name);
        var x = row.At(row.Settings[^1], [3, 2], 0).Draw(noise).Value;
        var elements = row.At(row.Settings[^1], [3, 2], 0).LogProb(x).ToArray<double>();
        var events = row.At(row.Settings[^1], [3, 2], 1).LogProb(x).ToArray<double>();
        for (var b = 0; b < 3; b++) events[b].ShouldBe(elements[2 * b] + elements[2 * b + 1], Rounding);
    }

    [Theory, MemberData(nameof(Names))]
    public void Batch_axes_of_values_and_parameters_broadcast_in_both_precisions(string name)
    {
        var row = DistributionCases.Named(name);
        foreach (var (of, x, whole, eventAxes) in new (long[], long[], long[], int)[]
        {
            ([2], [3, 2], [3, 2], 1), ([3, 2], [2], [3, 2], 1), ([1, 2], [3, 2], [3, 2], 1), ([3, 2], [1, 2], [3, 2], 1), ([3, 2], [4, 3, 2], [4, 3, 2], 1),
            ([4, 3, 2], [3, 2], [4, 3, 2], 1), ([4, 3, 2], [1, 3, 2], [4, 3, 2], 1), ([4, 1, 2], [3, 2], [4, 3, 2], 1), ([3, 2], [4, 1, 2], [4, 3, 2], 1),
            ([3, 2], [5, 3, 2], [5, 3, 2], 2), ([5, 3, 2], [3, 2], [5, 3, 2], 2), ([2], [3, 2], [3, 2], 0), ([0, 2], [2], [0, 2], 1), ([2], [0, 2], [0, 2], 1),
        })
        {
            using var scope = TensorScope.Enter();
            var theta = row.Settings[0];
            var points = row.Probes(theta);
            var values = Tensor.From([.. Enumerable.Range(0, (int)x.Aggregate(1L, (p, q) => p * q)).Select(k => points[k % points.Length])]).View(x);
            var exact = row.At(theta, whole, eventAxes).LogProb(values.Expand(whole).Contiguous());
            foreach (var dtype in new[] { DType.F32, DType.F64 })
            {
                var computed = row.At(theta, of, eventAxes, dtype).LogProb(values.To(dtype));
                computed.Shape.ToArray().ShouldBe(exact.Shape.ToArray(), $"{row.Name} {dtype}");
                if (exact.Count == 0) continue;
                ((computed.To(DType.F64) - exact).Abs() / (exact.Abs() + 1)).Max().ToDouble().ShouldBeLessThan(dtype == DType.F32 ? 1e-4 : Rounding, $"{row.Name} {dtype}");
            }
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Log_probability_equals_the_reference(string name)
    {
        using var scope = TensorScope.Enter();
        var row = DistributionCases.Named(name);
        foreach (var theta in row.Settings)
        {
            var points = row.Probes(theta);
            var computed = row.At(theta, [points.Length], 0).LogProb(Tensor.From(points)).ToArray<double>();
            for (var k = 0; k < points.Length; k++) computed[k].ShouldBe(row.LogProb(theta, points[k]), Rounding * (1 + Math.Abs(computed[k])), Where(row, theta, points[k]));
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Probability_adds_up_to_one(string name)
    {
        using var scope = TensorScope.Enter();
        var row = DistributionCases.Named(name);
        foreach (var theta in row.Settings)
        {
            // Through the implementation, not the reference: one call over all nodes would hide nothing, so each node is a call of a scalar distribution.
            var distribution = row.At(theta, [], 0);
            var implemented = row with { LogProb = (_, x) => Evaluate(distribution, x) };
            implemented.Expect(theta, _ => 1).ShouldBe(1, 1e-8, Where(row, theta));
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Moments_and_entropy_equal_those_of_the_reference(string name)
    {
        using var scope = TensorScope.Enter();
        var row = DistributionCases.Named(name);
        foreach (var theta in row.Settings)
        {
            var distribution = row.At(theta, [], 0);
            var mean = row.Expect(theta, x => x);
            if (distribution is IHasMean first) first.Mean().ToDouble().ShouldBe(mean, 1e-8, Where(row, theta));
            if (distribution is IHasVariance second) second.Variance().ToDouble().ShouldBe(row.Expect(theta, x => (x - mean) * (x - mean)), 1e-7, Where(row, theta));
            if (distribution is IHasEntropy third) third.Entropy().ToDouble().ShouldBe(row.Expect(theta, x => -row.LogProb(theta, x)), 1e-7, Where(row, theta));
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Draws_follow_the_density_in_both_precisions(string name)
    {
        var row = DistributionCases.Named(name);
        foreach (var dtype in new[] { DType.F32, DType.F64 })
        {
            foreach (var theta in row.Settings)
            {
                using var scope = TensorScope.Enter();
                var noise = new NoiseStream(21);
                var distribution = row.At(theta, [], 0, dtype);
                var draws = distribution.Draw(noise, Draws).Value.To(DType.F64).ToArray<double>();
                draws.ShouldAllBe(x => distribution.Support.Contains(x));
                // In f32 a grid value is off by rounding; the support check above has bounded how far.
                var p = row.Outcomes?.Invoke(theta) is { } outcomes
                    ? GoodnessOfFit.ChiSquare([.. draws.Select(x => outcomes.MinBy(value => Math.Abs(value - x)))], outcomes, x => Math.Exp(row.LogProb(theta, x)))
                    : GoodnessOfFit.KolmogorovSmirnov(draws, x => row.Cdf!(theta, x));
                p.ShouldBeGreaterThan(LeastLikely, $"{Where(row, theta)} in {dtype}");
            }
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void The_distribution_function_is_the_integral_of_the_density_and_the_quantile_its_inverse(string name)
    {
        var row = DistributionCases.Named(name);
        foreach (var theta in row.Settings)
        {
            using var scope = TensorScope.Enter();
            var distribution = row.At(theta, [], 0);
            if (distribution is not IHasCdf known)
            {
                WithoutClosedForm.ShouldContain(distribution.GetType());
                return;
            }
            foreach (var x in row.Probes(theta))
            {
                var p = known.Cdf(Tensor.Scalar(x, DType.F64)).ToDouble();
                p.ShouldBe(row.Mass(theta, x), 1e-8, Where(row, theta, x));
                if (row.Cdf is { } cdf) p.ShouldBe(cdf(theta, x), Rounding, Where(row, theta, x));
                // The step of a discrete distribution reaches up to p. Next to 1 a probability no longer says how far out x is.
                var before = row.IsDiscrete ? p - 1e-9 : p;
                if (p is > 1e-8 and < 1 - 1e-6) known.Quantile(Tensor.Scalar(before, DType.F64)).ToDouble().ShouldBe(x, 1e-8 * (1 + Math.Abs(x)), Where(row, theta, x));
            }
            var inside = Tensor.From([1e-9, 0.01, 0.3, 0.5, 0.51, 0.9, 0.999]);
            var quantiles = known.Quantile(inside);
            quantiles.ToArray<double>().ShouldBe([.. quantiles.ToArray<double>().Order()]);
            quantiles.ToArray<double>().ShouldAllBe(x => distribution.Support.Contains(x));
            if (!row.IsDiscrete) (known.Cdf(quantiles) - inside).Abs().Max().ToDouble().ShouldBeLessThan(Rounding, Where(row, theta));
            else known.Cdf(quantiles).Ge(inside - Rounding).ToArray<bool>().ShouldAllBe(v => v);
            foreach (var (end, expected) in new[] { (distribution.Support.Lower - 1, 0.0), (distribution.Support.Upper + 1, 1.0) })
                if (double.IsFinite(end)) known.Cdf(Tensor.Scalar(end, DType.F64)).ToDouble().ShouldBe(expected, Where(row, theta, end));
            // f32: the probability again, to the rounding of the point in between.
            var single = (IHasCdf)row.At([.. theta.Select(t => (double)(float)t)], [], 0, DType.F32);
            if (!row.IsDiscrete) (single.Cdf(single.Quantile(inside.To(DType.F32))) - inside.To(DType.F32)).Abs().Max().ToDouble().ShouldBeLessThan(1e-5, Where(row, theta));
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void The_slope_of_the_distribution_function_is_the_density_and_that_of_the_quantile_its_inverse(string name)
    {
        var row = DistributionCases.Named(name);
        foreach (var theta in row.Settings.Where(_ => !row.IsDiscrete))
        {
            using var scope = TensorScope.Enter();
            var points = Tensor.From([0.01, 0.3, 0.6, 0.99]).RequireGrad();
            if (row.At(theta, [3, 1], 0) is not IHasCdf known) return;
            var x = known.Quantile(points);
            x.Shape.ToArray().ShouldBe([3, 4]);
            var slope = Gradients.Of([x[0].Sum()], [points])[0];
            var at = x[0].Detach().RequireGrad();
            var density = Gradients.Of([known.Cdf(at)[0].Sum()], [at])[0];
            var exact = row.At(theta, [4], 0).LogProb(at.Detach()).Exp();
            ((density - exact).Abs() / exact).Max().ToDouble().ShouldBeLessThan(1e-7, Where(row, theta));
            ((slope * exact) - 1).Abs().Max().ToDouble().ShouldBeLessThan(1e-7, Where(row, theta));
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void The_support_refuses_what_lies_outside(string name)
    {
        using var scope = TensorScope.Enter();
        var row = DistributionCases.Named(name);
        var support = row.At(row.Settings[0], [], 0).Support;
        support.IsDiscrete.ShouldBe(row.IsDiscrete);
        row.Outside.ShouldAllBe(x => !support.Contains(x));
        row.Probes(row.Settings[0]).ShouldAllBe(x => support.Contains(x));
    }

    [Theory, MemberData(nameof(Names))]
    public void Log_probability_gradients_equal_finite_differences(string name)
    {
        var row = DistributionCases.Named(name);
        foreach (var theta in row.Settings.Where(theta => theta.Length > 0))
        {
            using var scope = TensorScope.Enter();
            var points = row.Probes(theta);
            var leaf = Tensor.From(theta).RequireGrad();
            row.Build(leaf, [points.Length], 1).LogProb(Tensor.From(points)).Backward();
            CompareGradient(row, theta, leaf.Grad!.ToArray<double>(), moved => row.At(moved, [points.Length], 1).LogProb(Tensor.From(points)).ToDouble());
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Pathwise_gradients_equal_finite_differences_at_the_same_noise(string name)
    {
        var row = DistributionCases.Named(name);
        foreach (var theta in row.Settings.Where(theta => theta.Length > 0))
        {
            using var scope = TensorScope.Enter();
            if (row.At(theta, [], 0) is not IReparameterised || !row.SamePath) continue;
            var leaf = Tensor.From(theta).RequireGrad();
            Draw(row.Build(leaf, [4], 1)).Backward();
            CompareGradient(row, theta, leaf.Grad!.ToArray<double>(), moved => Draw(row.At(moved, [4], 1)).ToDouble());
        }

        static Tensor Draw(Distribution distribution)
        {
            var noise = new NoiseStream(3);
            return distribution.Draw(noise, 5).Value.Sin().Sum();
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Pathwise_gradients_keep_each_draw_at_its_quantile(string name)
    {
        var row = DistributionCases.Named(name);
        if (row.Cdf is not { } cdf) return;
        foreach (var theta in row.Settings.Where(theta => theta.Length > 0))
        {
            using var scope = TensorScope.Enter();
            var noise = new NoiseStream(6);
            var leaf = Tensor.From(theta).RequireGrad();
            var distribution = row.Build(leaf, [], 0);
            if (distribution is not IReparameterised) continue;
            var draws = distribution.Draw(noise, 20).Value;
            foreach (var draw in draws.Unbind())
            {
                var z = draw.ToDouble();
                var gradient = Gradients.Of([draw], [leaf], retainGraph: true)[0].ToArray<double>();
                for (var i = 0; i < theta.Length; i++)
                {
                    double[] up = [.. theta], down = [.. theta];
                    up[i] += Step;
                    down[i] -= Step;
                    // F(z(θ), θ) stays constant, so dz/dθ = −∂F/∂θ / p.
                    var expected = -(cdf(up, z) - cdf(down, z)) / (2 * Step) / Math.Exp(row.LogProb(theta, z));
                    gradient[i].ShouldBe(expected, QuantileError * (1 + Math.Abs(expected)), $"{Where(row, theta, z)}, d/dθ[{i}]");
                }
            }
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Pathwise_gradients_of_moments_average_to_those_of_the_closed_forms(string name)
    {
        const int Chunks = 40, Size = 1000;
        var row = DistributionCases.Named(name);
        var theta = row.Settings[Math.Min(1, row.Settings.Length - 1)];
        using var outer = TensorScope.Enter();
        var noise = new NoiseStream(12);
        if (theta.Length == 0 || row.At(theta, [], 0) is not (IReparameterised and IHasMean and IHasVariance)) return;
        var leaf = Tensor.From(theta).RequireGrad();
        var distribution = row.Build(leaf, [], 0);
        var mean = ((IHasMean)distribution).Mean();
        double[] exact = [.. Gradient(mean), .. Gradient(((IHasVariance)distribution).Variance())];
        var sums = new RunningMoments();
        var centre = mean.ToDouble();
        for (var chunk = 0; chunk < Chunks; chunk++)
        {
            using var scope = TensorScope.Enter();
            // d Var/dθ = d E[(x − m)²]/dθ with m held fixed, as E[x − m] = 0.
            var draws = distribution.Draw(noise, Size).Value;
            double[] gradients = [.. Gradient(draws.Mean()), .. Gradient((draws - centre).Square().Mean())];
            sums.Add(Tensor.From(gradients).Unsqueeze(0));
        }
        double[] estimate = sums.Mean(), error = sums.StandardError();
        for (var i = 0; i < exact.Length; i++)
        {
            // Five standard errors, themselves known to a tenth; 2e-3 for libtorch's implicit gradients.
            estimate[i].ShouldBe(exact[i], 5 * error[i] + QuantileError * (1e-6 + Math.Abs(exact[i])), $"{Where(row, theta)}, component {i}");
        }

        double[] Gradient(Tensor value) => value.RequiresGrad ? Gradients.Of([value], [leaf], retainGraph: true)[0].ToArray<double>() : new double[theta.Length];
    }

    [Theory, MemberData(nameof(Names))]
    public void Extreme_parameters_give_finite_values_and_gradients_in_f32(string name)
    {
        var row = DistributionCases.Named(name);
        foreach (var (theta, points) in row.Extremes)
        {
            using var scope = TensorScope.Enter();
            var noise = new NoiseStream(4);
            var leaf = Tensor.From([.. theta.Select(t => (float)t)]).RequireGrad();
            var distribution = row.Build(leaf, [points.Length], 0);
            var value = distribution.LogProb(Tensor.From([.. points.Select(x => (float)x)]));
            value.ToArray<float>().ShouldAllBe(v => float.IsFinite(v), Where(row, theta));
            distribution.Draw(noise).Value.To(DType.F32).ToArray<float>().ShouldAllBe(v => float.IsFinite(v), Where(row, theta));
            if (theta.Length == 0) continue;
            value.Sum().Backward();
            leaf.Grad!.ToArray<float>().ShouldAllBe(v => float.IsFinite(v), Where(row, theta));
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Single_precision_says_what_double_precision_says_of_the_same_parameters(string name)
    {
        using var scope = TensorScope.Enter();
        var row = DistributionCases.Named(name);
        foreach (var (theta, points) in row.Extremes.Concat(row.Settings.Select(theta => (theta, row.Probes(theta)))))
        {
            var (single, at) = (Tensor.From([.. theta.Select(t => (float)t)]), Tensor.From([.. points.Select(x => (float)x)]));
            Distribution Build(DType dtype) => row.Build(single.To(dtype), [points.Length], 0);
            Distribution f32 = Build(DType.F32), f64 = Build(DType.F64);
            Compare("log p", f32.LogProb(at), f64.LogProb(at.To(DType.F64)));
            if (f32 is IHasEntropy) Compare("entropy", ((IHasEntropy)f32).Entropy(), ((IHasEntropy)f64).Entropy());
            if (f32 is IHasMean) Compare("mean", ((IHasMean)f32).Mean(), ((IHasMean)f64).Mean());
            if (f32 is IHasVariance) Compare("variance", ((IHasVariance)f32).Variance(), ((IHasVariance)f64).Variance());

            void Compare(string what, Tensor computed, Tensor reference)
            {
                var (got, exact) = (computed.To(DType.F64).ToArray<double>(), reference.ToArray<double>());
                for (var k = 0; k < exact.Length; k++)
                {
                    // Nothing is asked of numbers that f32 does not have, nor of those that do not exist.
                    if (!(Math.Abs(exact[k]) < float.MaxValue)) continue;
                    got[k].ShouldBe(exact[k], row.SingleError * (Math.Abs(exact[k]) + (what is "log p" or "entropy" ? 1 : 0)) + float.Epsilon, $"{what} of {Where(row, theta, points[Math.Min(k, points.Length - 1)])}");
                }
            }
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void The_same_seed_and_position_give_the_same_draw(string name)
    {
        using var scope = TensorScope.Enter();
        var row = DistributionCases.Named(name);
        var distribution = row.At(row.Settings[0], [8], 1);
        var noise = new NoiseStream(7);
        var (first, place, second) = (Values(noise), noise.Position, Values(noise));
        Values(new NoiseStream(7)).ShouldBe(first);
        Values(new NoiseStream(7, place)).ShouldBe(second);
        second.ShouldNotBe(first);
        Values(new NoiseStream(8)).ShouldNotBe(first);

        double[] Values(NoiseStream from) => distribution.Draw(from, 9).Value.To(DType.F64).ToArray<double>();
    }

    [Theory, MemberData(nameof(Names))]
    public void The_log_probability_of_a_draw_is_that_of_its_value_with_the_total_derivative(string name)
    {
        var row = DistributionCases.Named(name);
        foreach (var eventAxes in new[] { 0, 1, 2 })
        {
            using var scope = TensorScope.Enter();
            var leaf = Tensor.From(row.Settings[^1]).RequireGrad();
            var drawn = row.Build(leaf, [3, 2], eventAxes).Draw(new NoiseStream(5), 4);
            drawn.Value.RequiresGrad.ShouldBe(leaf.Count > 0 && drawn.Source is IReparameterised);
            var (own, again) = (drawn.LogProb(), drawn.Source.LogProb(drawn.Value));
            own.Shape.ToArray().ShouldBe(again.Shape.ToArray());
            // The noise is known exactly; going back to it from the draw loses a few digits.
            (own - again).Abs().Max().ToDouble().ShouldBeLessThan(1e-9);
            if (leaf.Count == 0) continue;
            // A density whose pathwise derivative is zero in every parameter may have lost its graph.
            var (total, expected) = (Gradient(own), Gradient(again));
            for (var k = 0; k < total.Length; k++) total[k].ShouldBe(expected[k], 1e-8 * (1 + Math.Abs(expected[k])), $"{row.Name}, d/dθ[{k}]");

            double[] Gradient(Tensor value) => Gradients.Of([value.Sum()], [leaf], retainGraph: true)[0].ToArray<double>();
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void A_detached_distribution_is_the_same_without_a_gradient(string name)
    {
        using var scope = TensorScope.Enter();
        var row = DistributionCases.Named(name);
        var leaf = Tensor.From(row.Settings[^1]).RequireGrad();
        var distribution = row.Build(leaf, [3, 2], 1);
        var detached = distribution.Detached();
        detached.GetType().ShouldBe(distribution.GetType());
        detached.EventShape.ToArray().ShouldBe([2]);
        var x = detached.Draw(new NoiseStream(3), 4).Value;
        x.RequiresGrad.ShouldBeFalse();
        var value = detached.LogProb(x);
        value.RequiresGrad.ShouldBeFalse();
        value.ToArray<double>().ShouldBe(distribution.LogProb(x).ToArray<double>());
        distribution.Draw(new NoiseStream(3), 4).Value.To(DType.F64).ToArray<double>().ShouldBe(x.To(DType.F64).ToArray<double>());
    }

    [Theory, MemberData(nameof(Names))]
    public void Elements_apart_add_up_to_the_event(string name)
    {
        using var scope = TensorScope.Enter();
        var row = DistributionCases.Named(name);
        var leaf = Tensor.From(row.Settings[^1]).RequireGrad();
        var distribution = row.Build(leaf, [3, 2], 2);
        distribution.HasIndependentElements.ShouldBeTrue();
        var elements = distribution.Elements();
        elements.EventAxes.ShouldBe(0);
        elements.Shape.ToArray().ShouldBe([3, 2]);
        var x = distribution.Detached().Draw(new NoiseStream(3), 4).Value;
        var apart = elements.LogProb(x);
        apart.RequiresGrad.ShouldBe(leaf.Count > 0);
        (apart.Sum([-2, -1]) - distribution.LogProb(x)).Abs().Max().ToDouble().ShouldBeLessThan(Rounding);
    }

    [Theory, MemberData(nameof(Names))]
    public void The_location_has_the_shape_of_a_draw_and_is_the_mean_where_there_is_one(string name)
    {
        using var scope = TensorScope.Enter();
        var row = DistributionCases.Named(name);
        var distribution = row.At(row.Settings[0], [3, 2], 1);
        if (distribution.Location() is not { } location)
        {
            distribution.ShouldBeOfType<Categorical>();
            return;
        }
        location.Shape.ToArray().ShouldBe([3, 2]);
        if (distribution is IHasMean known) location.ToArray<double>().ShouldBe(known.Mean().ToArray<double>());
        else location.ToArray<double>().ShouldAllBe(v => v >= distribution.Support.Lower && v <= distribution.Support.Upper);
    }

    [Theory]
    [InlineData(DType.F32)]
    [InlineData(DType.F64)]
    public void Categories_are_drawn_as_often_as_they_are_likely(DType dtype)
    {
        using var scope = TensorScope.Enter();
        const int Count = 1_000_000;
        double[] p = [0.1, 0.2, 0, 0.7];
        // Two rows whose categories stand in opposite order: a draw of one must not follow the table of the other.
        var logits = Tensor.From([.. p, .. p.Reverse()], 2, 4).Log().To(dtype);
        var draws = new Categorical(logits).Draw(new NoiseStream(9), Count).Value;
        draws.Shape.ToArray().ShouldBe([Count, 2]);
        for (var k = 0; k < 4; k++)
        {
            var seen = draws.Eq(k).To(DType.F64).Mean([0]).ToArray<double>();
            // Four standard errors; exactly none of what is excluded.
            seen[0].ShouldBe(p[k], 4 * Math.Sqrt(p[k] * (1 - p[k]) / Count) + Rounding);
            seen[1].ShouldBe(p[3 - k], 4 * Math.Sqrt(p[3 - k] * (1 - p[3 - k]) / Count) + Rounding);
        }
    }

    private static void CompareGradient(DistributionCase row, double[] theta, double[] gradient, Func<double[], double> f)
    {
        for (var i = 0; i < theta.Length; i++)
        {
            double[] up = [.. theta], down = [.. theta];
            up[i] += Step;
            down[i] -= Step;
            var difference = (f(up) - f(down)) / (2 * Step);
            gradient[i].ShouldBe(difference, DifferenceError * (1 + Math.Abs(difference)), $"{Where(row, theta)}, d/dθ[{i}]");
        }
    }

    private static double Evaluate(Distribution distribution, double x)
    {
        using var scope = TensorScope.Enter();
        return distribution.LogProb(Tensor.Scalar(x, DType.F64)).ToDouble();
    }

    private static string Where(DistributionCase row, double[] theta, double? x = null) => $"{row.Name} θ = ({string.Join(", ", theta)}){(x is null ? "" : $" x = {x}")}";
}
