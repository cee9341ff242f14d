using Elbo.Models.Networks;
using Elbo.Models.Priors;
using Elbo.Testing;
using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Tests.Priors;

[NoLeak]
public sealed class SamplingTests
{
    public static TheoryData<string> Names => PriorCase.Names;

    public static TheoryData<string> Learned => PriorCase.Learned;

    [Theory, MemberData(nameof(Names))]
    public void The_same_seed_draws_the_same_codes_and_another_seed_others(string name)
    {
        using var scope = TensorScope.Enter();
        var row = PriorCase.Of(name);
        var prior = row.Build(7, row.Shape);
        using var module = (Module)prior;
        var conditions = row.Conditions(4, row.Shape);
        var one = prior.Sample(4, new(5), conditions);
        one.Shape.ToArray().ShouldBe([4, .. row.Shape.Select(s => (long)s)]);
        var codes = one.ToArray<long>();
        codes.ShouldAllBe(code => code >= 0 && code < 7);
        prior.Sample(4, new(5), conditions).ToArray<long>().ShouldBe(codes);
        prior.Sample(4, new(6), conditions).ToArray<long>().ShouldNotBe(codes);
    }

    [Theory, MemberData(nameof(Learned))]
    public void An_example_does_not_depend_on_how_many_are_drawn_with_it(string name)
    {
        using var scope = TensorScope.Enter();
        var row = PriorCase.Of(name);
        var prior = row.Build(7, row.Shape);
        using var module = (Module)prior;
        var conditions = row.Conditions(4, row.Shape);
        var two = conditions is null ? null : new CodeConditions(conditions.Classes?.Narrow(0, 0, 2), conditions.Map?.Narrow(0, 0, 2));
        prior.Sample(2, new(5), two).ToArray<long>().ShouldBe(prior.Sample(4, new(5), conditions).Narrow(0, 0, 2).ToArray<long>());
    }

    [Theory, MemberData(nameof(Learned))]
    public void A_lower_temperature_draws_likelier_codes_and_zero_the_likeliest(string name)
    {
        using var scope = TensorScope.Enter();
        var row = PriorCase.Of(name);
        var prior = row.Build(7, row.Shape);
        using var module = (Module)prior;
        // Random weights make flat distributions; steeper ones show the temperature.
        using (Gradients.Off())
            foreach (var (parameter, value) in module.NamedParameters())
                if (parameter.Contains("output", StringComparison.Ordinal)) value.MulInPlace(5);
        var conditions = row.Conditions(16, row.Shape);
        double Likelihood(double temperature, ulong seed) =>
            prior.LogProb(prior.Sample(16, new(seed), conditions, temperature), conditions).Mean().ToDouble();
        var (hot, plain, cold) = (Likelihood(4, 5), Likelihood(1, 5), Likelihood(0.25, 5));
        plain.ShouldBeGreaterThan(hot + 1);
        cold.ShouldBeGreaterThan(plain + 1);
        var greedy = prior.Sample(16, new(5), conditions, temperature: 0);
        prior.Sample(16, new(6), conditions, temperature: 0).ToArray<long>().ShouldBe(greedy.ToArray<long>());
        using var walk = prior.Open(16, conditions);
        var flat = greedy.Flatten(1);
        for (var i = 0; i < walk.Length; i++)
        {
            var next = flat.Select(1, i).ToArray<long>();
            walk.Next().Argmax(1).ToArray<long>().ShouldBe(next);
            walk.Append(next);
        }
        Should.Throw<ArgumentOutOfRangeException>(() => prior.Sample(16, new(5), conditions, temperature: -1));
    }

    [Theory, MemberData(nameof(Names))]
    public void Draws_are_as_frequent_as_their_probability(string name)
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        const int Draws = 20_000;
        var row = PriorCase.Of(name);
        var prior = row.Build(3, row.Tiny);
        using var module = (Module)prior;
        var one = row.Conditions(1, row.Tiny);
        var same = one is null ? null : new CodeConditions(one.Classes?.Repeat([Draws]), one.Map?.Repeat([Draws, .. one.Map.Shape[1..].ToArray().Select(_ => 1L)]));
        var codes = prior.Sample(Draws, new(7), same);
        var probabilities = prior.LogProb(codes, same).To(DType.F64).Exp().ToArray<double>();
        var flat = codes.ToArray<long>();
        var counts = new Dictionary<long, (int Count, double Probability)>();
        for (var k = 0; k < Draws; k++)
        {
            var key = (flat[k * 4] * 27) + (flat[(k * 4) + 1] * 9) + (flat[(k * 4) + 2] * 3) + flat[(k * 4) + 3];
            counts[key] = (counts.GetValueOrDefault(key).Count + 1, probabilities[k]);
        }
        var statistic = counts.Values.Sum(c => Math.Pow(c.Count - (Draws * c.Probability), 2) / (Draws * c.Probability));
        // χ² of 80 degrees of freedom: mean 80, standard deviation 12.6; five of them. Every array is likely enough to have come up.
        counts.Count.ShouldBe(81);
        statistic.ShouldBeLessThan(80 + (5 * 12.6));
    }

    [Fact]
    public void Logits_that_are_not_numbers_are_an_error_and_not_a_code()
    {
        using var scope = TensorScope.Enter();
        var logits = Tensor.Full([1, 3], double.NaN);
        Should.Throw<ArithmeticException>(() => CategoricalDraws.Pick(logits, 1, [0.5], new long[1]));
    }

    [Fact]
    public void A_code_of_probability_zero_is_never_drawn()
    {
        using var scope = TensorScope.Enter();
        var logits = Tensor.From([double.NegativeInfinity, 0, 0, double.NegativeInfinity], 1, 4);
        double[] uniforms = [0, 0.499, 0.501, 1];
        var drawn = uniforms.Select(u =>
        {
            var code = new long[1];
            CategoricalDraws.Pick(logits, 1, [u], code);
            return code[0];
        });
        drawn.ShouldBe([1, 1, 2, 2]);
    }
}
