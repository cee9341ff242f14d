using Elbo.Data;
using Elbo.Models.Objectives;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Models.Tests.Objectives;

/// <summary>The objective of few labels on a model whose costs stand in a table, so that all of it can be summed by hand.</summary>
[NoLeak]
public sealed class LabelledObjectiveTests
{
    private static readonly double[] Reconstructions = [3, 7, 1.5], Divergences = [0.5, 0.25, 2];

    [Fact]
    public void An_example_without_a_label_costs_the_sum_over_all_classes_less_the_entropy()
    {
        using var scope = TensorScope.Enter();
        var model = new Table(1, [0.3, -1, 0.8]);
        var loss = new LabelledObjective(model, 0, 5, LabelGradient.Exact).Of(Batch(-1), new(new(1)) { KlWeight = 0.5 }, learns: true);
        var q = Softmax([0.3, -1, 0.8]);
        // −log p(y) is log 3 for every class.
        var brute = Enumerable.Range(0, 3).Sum(y => q[y] * (Reconstructions[y] + 0.5 * Divergences[y] + Math.Log(3) + Math.Log(q[y])));
        loss.Objective.ToDouble().ShouldBe(brute, 1e-12);
        loss.Terms.Select(t => t.Name).ShouldBe(["reconstruction", "kl", "label_kl"]);
    }

    [Fact]
    public void An_example_with_a_label_costs_its_own_class_and_its_classification()
    {
        using var scope = TensorScope.Enter();
        var model = new Table(1, [0.3, -1, 0.8]);
        var loss = new LabelledObjective(model, 0, 5, LabelGradient.Exact).Of(Batch(1), new(new(1)), learns: true);
        var q = Softmax([0.3, -1, 0.8]);
        loss.Objective.ToDouble().ShouldBe(7 + 0.25 + Math.Log(3) - 5 * Math.Log(q[1]), 1e-12);
        loss.Terms.Single(t => t.Name == "error").Values.ToDouble().ShouldBe(1);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.1)]
    [InlineData(8.0)]
    public void The_mean_over_a_batch_has_alpha_times_the_mean_classification_of_those_with_a_label(double alpha)
    {
        using var scope = TensorScope.Enter();
        var model = new Table(5, [0.3, -1, 0.8]);
        var batch = Batch(-1, 2, -1, 0, -1);
        double Mean(double a) => new LabelledObjective(model, 0, a, LabelGradient.Exact).Of(batch, new(new(1)), learns: true).Objective.Mean().ToDouble();
        var q = Softmax([0.3, -1, 0.8]);
        (Mean(alpha) - Mean(0)).ShouldBe(-alpha * (Math.Log(q[2]) + Math.Log(q[0])) / 2, 1e-12);
    }

    [Fact]
    public void Examples_keep_their_places_and_their_weights_in_a_batch_of_both_kinds()
    {
        using var scope = TensorScope.Enter();
        var model = new Table(4, [0.3, -1, 0.8]);
        var objective = new LabelledObjective(model, 0, 0, LabelGradient.Exact);
        var mixed = objective.Of(Batch(2, -1, 0, -1).With(LabelledBatches.Weight, Tensor.From([0.5, 1, 2, 3.0])), new(new(1)), learns: true).Objective.ToArray<double>();
        double Alone(long label) => objective.Of(Batch(label, label, label, label), new(new(1)), learns: true).Objective.ToArray<double>()[0];
        mixed.ShouldBe([0.5 * Alone(2), Alone(-1), 2 * Alone(0), 3 * Alone(-1)], 1e-12);
    }

    [Fact]
    public void Labels_that_are_not_learned_from_change_no_objective()
    {
        using var scope = TensorScope.Enter();
        var objective = new LabelledObjective(new Table(2, [0.3, -1, 0.8]), 0, 5, LabelGradient.Exact);
        var (with, without) = (objective.Of(Batch(1, 0), new(new(1)), learns: false), objective.Of(Batch(-1, -1), new(new(1)), learns: false));
        with.Objective.ToArray<double>().ShouldBe(without.Objective.ToArray<double>());
        with.Terms.Where(t => t.Weight is not null).Select(t => t.Name).ShouldBe(["reconstruction", "kl", "label_kl"]);
        with.Terms.Select(t => t.Name).ShouldContain("error");
        without.Terms.Select(t => t.Name).ShouldNotContain("error");
    }

    [Fact]
    public void The_exact_gradient_is_that_of_central_differences()
    {
        using var scope = TensorScope.Enter();
        double[] logits = [0.3, -1, 0.8];
        var expected = FiniteDifference.Gradient(l => Exact(l), Tensor.From(logits));
        Gradients(LabelGradient.Exact, 1)[0].ShouldBe(expected, 1e-8);

        static Tensor Exact(Tensor l) => new LabelledObjective(new Table(1, l.ToArray<double>()), 0, 0, LabelGradient.Exact).Of(Batch(-1), new(new(1)), learns: true).Objective.Sum();
    }

    [Theory]
    [InlineData(LabelGradient.Sampled)]
    [InlineData(LabelGradient.MovingAverage)]
    [InlineData(LabelGradient.LeaveOneOut)]
    public void Sampled_gradients_are_the_exact_one_on_average(LabelGradient kind)
    {
        const int Draws = 20_000;
        using var scope = TensorScope.Enter();
        var (exact, sampled) = (Gradients(LabelGradient.Exact, 1)[0], Gradients(kind, Draws));
        for (var c = 0; c < 3; c++)
        {
            var (mean, error) = Moments([.. sampled.Select(g => g[c])]);
            // Four standard errors: one in 16,000 draws of a seed would fail.
            mean.ShouldBe(exact[c], 4 * error, $"class {c}");
        }
    }

    [Theory]
    [InlineData(LabelGradient.MovingAverage)]
    [InlineData(LabelGradient.LeaveOneOut)]
    public void A_baseline_takes_noise_out_of_the_gradient(LabelGradient kind)
    {
        using var scope = TensorScope.Enter();
        Spread(kind).ShouldBeLessThan(0.5 * Spread(LabelGradient.Sampled));

        static double Spread(LabelGradient kind) => Gradients(kind, 5000) is var all ? Enumerable.Range(0, 3).Sum(c => Math.Pow(Moments([.. all.Select(g => g[c])]).Error, 2)) : 0;
    }

    [Fact]
    public void Two_different_classes_of_two_are_all_of_them()
    {
        using var scope = TensorScope.Enter();
        var (exact, drawn) = (Gradients(LabelGradient.Exact, 1, [0.4, -0.3])[0], Gradients(LabelGradient.WithinExample, 7, [0.4, -0.3]));
        foreach (var gradient in drawn) gradient.ShouldBe(exact, 1e-12);
    }

    // ∂U/∂logits of each of some equal examples. The average begins with what one step has seen.
    private static double[][] Gradients(LabelGradient kind, int count, double[]? logits = null)
    {
        logits ??= [0.3, -1, 0.8];
        var model = new Table(count, logits);
        var objective = new LabelledObjective(model, 0, 0, kind, Tensor.Zeros([2], DType.F64));
        var batch = Batch([.. Enumerable.Repeat(-1L, count)]);
        if (kind == LabelGradient.MovingAverage) objective.Of(batch, new(new(8)), learns: true);
        objective.Of(batch, new(new(7)), learns: true).Objective.Sum().Backward();
        return [.. model.Logits.Grad!.ToArray<double>().Chunk(logits.Length)];
    }

    private static (double Mean, double Error) Moments(double[] values)
    {
        var mean = values.Average();
        return (mean, Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1) / values.Length));
    }

    private static double[] Softmax(double[] logits) => [.. logits.Select(l => Math.Exp(l) / logits.Sum(Math.Exp))];

    private static Batch Batch(params long[] labels) => new(Tensor.Zeros([labels.Length, 1], DType.F64), Tensor.From(labels), Tensor.Arange(labels.Length));

    /// <summary>Costs by class, the same for every example, and logits of each example of its own.</summary>
    private sealed class Table : ILabelledModel
    {
        private readonly int classes;

        public Table(int count, double[] logits)
        {
            classes = logits.Length;
            Logits = Tensor.From([.. Enumerable.Repeat(logits, count).SelectMany(l => l)], count, classes).RequireGrad();
        }

        public Tensor Logits { get; }

        public Factor Factor => new(Factor.Label, classes);

        public Tensor ClassLogits(Batch x, Pass pass) => Logits;

        public LabelledCost CostAt(Batch x, Tensor labels, Pass pass) => new(Of(Reconstructions, labels), Of(Divergences, labels));

        private static Tensor Of(double[] table, Tensor labels) => Tensor.From([.. labels.Contiguous().ToArray<long>().Select(l => table[l])], [.. labels.Shape]);
    }
}
