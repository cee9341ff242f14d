using Elbo.Models.Priors;
using Elbo.Testing;
using Elbo.Torch;
using Elbo.Torch.IO;
using Elbo.Torch.Nn;

namespace Elbo.Models.Tests.Priors;

[NoLeak]
public sealed class PriorContractTests
{
    public static TheoryData<string> Names => PriorCase.Names;

    public static TheoryData<string> Learned => PriorCase.Learned;

    [Theory, MemberData(nameof(Names))]
    public void Probabilities_of_all_arrays_of_four_ternary_codes_sum_to_one(string name)
    {
        using var scope = TensorScope.Enter();
        var row = PriorCase.Of(name);
        var prior = row.Build(3, row.Tiny);
        using var module = (Module)prior;
        var every = new long[81 * 4];
        for (var k = 0; k < 81; k++)
            for (var (i, rest) = (0, k); i < 4; i++, rest /= 3)
                every[(k * 4) + i] = rest % 3;
        // One condition for all arrays: each condition has a distribution of its own.
        var one = row.Conditions(1, row.Tiny);
        var same = one is null ? null : new CodeConditions(one.Classes?.Repeat([81]), one.Map?.Repeat([81, .. one.Map.Shape[1..].ToArray().Select(_ => 1L)]));
        prior.Length().ShouldBe(4);
        var probabilities = prior.LogProb(Tensor.From(every, [81, .. row.Tiny.Select(s => (long)s)]), same).To(DType.F64).Exp();
        probabilities.Sum().ToDouble().ShouldBe(1, 1e-6);
        // Of a net with random weights they are not all the same.
        if (row.HasParameters) (probabilities.Max() / probabilities.Min()).ToDouble().ShouldBeGreaterThan(1.1);
    }

    [Theory, MemberData(nameof(Learned))]
    public void Walking_code_by_code_gives_the_logits_of_the_whole_pass(string name)
    {
        WalkError(name, DType.F64).ShouldBeLessThan(1e-10);
        WalkError(name, DType.F32).ShouldBeLessThan(1e-5);
    }

    [Theory, MemberData(nameof(Names))]
    public void Walking_twice_over_the_same_codes_gives_the_same_bits(string name)
    {
        using var scope = TensorScope.Enter();
        var row = PriorCase.Of(name);
        var prior = row.Build(7, row.Shape, dtype: DType.F32);
        using var module = (Module)prior;
        var codes = PriorCase.Codes(prior, 5).Flatten(1);
        var conditions = row.Conditions(5, row.Shape, DType.F32);
        using var one = prior.Open(5, conditions);
        using var two = prior.Open(5, conditions);
        for (var i = 0; i < one.Length; i++)
        {
            var logits = one.Next().ToArray<float>();
            // One side asks twice, the other not at all at every third code.
            if (i % 3 != 0) two.Next().ToArray<float>().ShouldBe(logits);
            one.Next().ToArray<float>().ShouldBe(logits);
            var next = codes.Select(1, i).ToArray<long>();
            one.Append(next);
            two.Append(next);
            two.Position.ShouldBe(i + 1);
        }
        Should.Throw<InvalidOperationException>(() => one.Next()).Message.ShouldContain($"{one.Length}");
        Should.Throw<InvalidOperationException>(() => one.Append([0, 0, 0, 0, 0]));
    }

    [Theory, MemberData(nameof(Learned))]
    public void A_gradient_reaches_every_parameter(string name)
    {
        using var scope = TensorScope.Enter();
        var row = PriorCase.Of(name);
        var prior = row.Build(7, row.Shape);
        using var module = (Module)prior;
        prior.LogProb(PriorCase.Codes(prior, 6), row.Conditions(6, row.Shape)).Sum().Backward();
        foreach (var (parameter, value) in module.NamedParameters())
        {
            var gradient = value.Grad;
            gradient.ShouldNotBeNull(parameter);
            gradient.Abs().Max().ToDouble().ShouldBeGreaterThan(1e-9, parameter);
        }
    }

    [Theory, MemberData(nameof(Learned))]
    public void Saved_weights_give_the_same_bits(string name)
    {
        using var scope = TensorScope.Enter();
        var row = PriorCase.Of(name);
        var (prior, other) = (row.Build(7, row.Shape, seed: 1, DType.F32), row.Build(7, row.Shape, seed: 2, DType.F32));
        using var module = (Module)prior;
        using var otherModule = (Module)other;
        var codes = PriorCase.Codes(prior, 4);
        var conditions = row.Conditions(4, row.Shape, DType.F32);
        var expected = prior.LogProb(codes, conditions).ToArray<float>();
        other.LogProb(codes, conditions).ToArray<float>().ShouldNotBe(expected);
        var file = Path.Combine(Path.GetTempPath(), $"elbo-prior-{Guid.NewGuid():N}.safetensors");
        try
        {
            SafetensorsWriter.Save(file, module.State(), null);
            SafetensorsReader.LoadInto(file, otherModule.State());
        }
        finally
        {
            File.Delete(file);
        }
        other.LogProb(codes, conditions).ToArray<float>().ShouldBe(expected);
    }

    [Theory, MemberData(nameof(Names))]
    public void Bits_per_code_are_the_mean_of_the_cross_entropies(string name)
    {
        using var scope = TensorScope.Enter();
        var row = PriorCase.Of(name);
        var prior = row.Build(8, row.Shape);
        using var module = (Module)prior;
        var codes = PriorCase.Codes(prior, 4);
        var conditions = row.Conditions(4, row.Shape);
        prior.CrossEntropy(codes, conditions).Shape.ToArray().ShouldBe(codes.Shape.ToArray());
        var nats = prior.LogProb(codes, conditions).Sum().ToDouble();
        // The uniform prior counts in f32.
        prior.BitsPerCode(codes, conditions).ShouldBe(-nats / codes.Count / Math.Log(2), 1e-5);
        if (!row.HasParameters) prior.BitsPerCode(codes).ShouldBe(3, 1e-6);
    }

    [Theory, MemberData(nameof(Names))]
    public void What_does_not_fit_is_named(string name)
    {
        using var scope = TensorScope.Enter();
        var row = PriorCase.Of(name);
        var prior = row.Build(7, row.Shape);
        using var module = (Module)prior;
        var conditions = row.Conditions(2, row.Shape);
        Should.Throw<TorchException>(() => prior.CrossEntropy(Tensor.Zeros([2, 3], DType.I64), conditions)).Message.ShouldContain("i64[2, 3]");
        using var walk = prior.Open(2, conditions);
        Should.Throw<ArgumentException>(() => walk.Append([0, 7])).Message.ShouldContain("code 7");
        Should.Throw<ArgumentException>(() => walk.Append([0])).Message.ShouldContain("2 rows");
        if (conditions is null) return;
        Should.Throw<ArgumentException>(() => prior.CrossEntropy(PriorCase.Codes(prior, 2))).Message.ShouldContain("none is given");
        Should.Throw<ArgumentException>(() => prior.Open(3, conditions)).Message.ShouldContain("2 examples for 3");
    }

    private static double WalkError(string name, DType dtype)
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        var row = PriorCase.Of(name);
        var prior = row.Build(7, row.Shape, dtype: dtype);
        using var module = (Module)prior;
        var codes = PriorCase.Codes(prior, 5);
        var conditions = row.Conditions(5, row.Shape, dtype);
        var flat = codes.Flatten(1);
        var expected = (-prior.CrossEntropy(codes, conditions)).Flatten(1);
        var worst = 0.0;
        using var walk = prior.Open(5, conditions);
        for (var i = 0; i < walk.Length; i++)
        {
            var next = flat.Narrow(1, i, 1);
            // All K log-probabilities: those of codes that were not chosen through the whole pass over the codes that would be.
            var got = walk.Next().LogSoftmax(1);
            worst = Math.Max(worst, (got.Gather(1, next) - expected.Narrow(1, i, 1)).Abs().Max().ToDouble());
            var other = flat.Clone();
            other.Narrow(1, i, 1).CopyInPlace((next + 1).Remainder(7));
            var unchosen = (-prior.CrossEntropy(other.View(codes.Shape), conditions)).Flatten(1).Narrow(1, i, 1);
            worst = Math.Max(worst, (got.Gather(1, other.Narrow(1, i, 1)) - unchosen).Abs().Max().ToDouble());
            walk.Append(next.ToArray<long>());
        }
        return worst;
    }
}
