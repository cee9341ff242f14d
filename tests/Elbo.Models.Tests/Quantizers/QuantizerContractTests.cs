using Elbo.Models.Quantizers;
using Elbo.Testing;
using Elbo.Torch;
using Elbo.Torch.IO;

namespace Elbo.Models.Tests.Quantizers;

/// <summary>What every quantiser must do.</summary>
[NoLeak]
public sealed class QuantizerContractTests
{
    public static TheoryData<string> Cases => [.. QuantizerCase.All.Select(c => c.Name)];

    [Theory, MemberData(nameof(Cases))]
    public void Shapes_follow_the_input_and_codes_stay_in_range(string name)
    {
        using var scope = TensorScope.Enter();
        using var quantizer = Case(name).Build();
        var result = quantizer.Quantize(QuantizerCase.Vectors(quantizer, 1), new NoiseStream(1));
        result.Vectors.Shape.ToArray().ShouldBe([2L, 3, 5, quantizer.Size]);
        result.Codes.Shape.ToArray().ShouldBe([2L, 3, 5, quantizer.Levels.Count]);
        result.Codes.DType.ShouldBe(DType.I64);
        for (var g = 0; g < quantizer.Levels.Count; g++) result.Codes.Select(-1, g).ToArray<long>().ShouldAllBe(c => c >= -1 && c < quantizer.Levels[g]);
        foreach (var term in result.Terms) term.PerPosition.Shape.ToArray().ShouldBe([2L, 3, 5], term.Name);
        var objective = result.Objective();
        objective.Shape.ToArray().ShouldBe([2L]);
        objective.ToArray<float>().ShouldAllBe(v => float.IsFinite(v));
        foreach (var term in result.LossTerms()) term.Values.Shape.ToArray().ShouldBe([2L], term.Name);
        foreach (var (perplexity, k) in result.Perplexity().Zip(quantizer.Levels)) perplexity.ShouldBeInRange(1 - 1e-6, k + 1e-6);
    }

    [Theory, MemberData(nameof(Cases))]
    public void In_evaluation_the_vectors_are_those_of_their_codes(string name)
    {
        using var scope = TensorScope.Enter();
        using var quantizer = Case(name).Build();
        Train(quantizer, 0, 3, new NoiseStream(1));
        quantizer.Evaluate();
        var result = quantizer.Quantize(QuantizerCase.Vectors(quantizer, 9), new NoiseStream(1));
        quantizer.Lookup(result.Codes).ToArray<float>().ShouldBe(result.Vectors.ToArray<float>());
    }

    [Theory, MemberData(nameof(Cases))]
    public void Training_returns_the_vectors_of_the_codes_before_they_move(string name)
    {
        if (!Case(name).TrainsOnCodesAsTheyWere) return;
        using var scope = TensorScope.Enter();
        using var quantizer = Case(name).Build();
        using var before = Case(name).Build();
        var result = quantizer.Quantize(QuantizerCase.Vectors(quantizer, 2).RequireGrad(), new NoiseStream(1));
        before.Lookup(result.Codes).ToArray<float>().ShouldBe(result.Vectors.ToArray<float>());
    }

    [Theory, MemberData(nameof(Cases))]
    public void Evaluation_changes_no_state_and_draws_nothing(string name)
    {
        using var scope = TensorScope.Enter();
        using var quantizer = Case(name).Build();
        quantizer.Evaluate();
        var before = QuantizerCase.Bytes(quantizer);
        var noise = new NoiseStream(1);
        for (ulong k = 0; k < 3; k++) quantizer.Lookup(quantizer.Quantize(QuantizerCase.Vectors(quantizer, k), noise).Codes);
        QuantizerCase.Bytes(quantizer).ShouldBe(before);
        noise.Position.ShouldBe(0UL);
    }

    [Theory, MemberData(nameof(Cases))]
    public void Training_resumes_from_a_file_bit_for_bit(string name)
    {
        using var scope = TensorScope.Enter();
        using var quantizer = Case(name).Build(seed: 1);
        using var other = Case(name).Build(seed: 2);
        var noise = new NoiseStream(4);
        // Between the two batches of k-means as well as behind them.
        foreach (var steps in new[] { 1, 4 })
        {
            Train(quantizer, 0, steps, noise);
            Copy(quantizer, other);
            var resumed = new NoiseStream(4, noise.Position);
            var start = QuantizerCase.Bytes(quantizer);
            var a = Train(quantizer, 10, 3, noise);
            var b = Train(other, 10, 3, resumed);
            b.ShouldBe(a);
            QuantizerCase.Bytes(other).ShouldBe(QuantizerCase.Bytes(quantizer));
            resumed.Position.ShouldBe(noise.Position);
            if (Case(name).Adapts) QuantizerCase.Bytes(quantizer).ShouldNotBe(start);
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void A_gradient_reaches_the_vectors_through_output_and_terms(string name)
    {
        using var scope = TensorScope.Enter();
        using var quantizer = Case(name).Build();
        var z = QuantizerCase.Vectors(quantizer, 3).RequireGrad();
        var result = quantizer.Quantize(z, new NoiseStream(1));
        var through = Gradients.Of([(result.Vectors * result.Vectors.Detach().Sin()).Sum()], [z], retainGraph: true)[0].ToArray<float>();
        through.ShouldAllBe(v => float.IsFinite(v));
        through.ShouldContain(v => v != 0);
        if (result.Terms.Count == 0) return;
        var terms = Gradients.Of(result.Objective().Sum(), z).ToArray<float>();
        terms.ShouldAllBe(v => float.IsFinite(v));
        terms.ShouldContain(v => v != 0);
    }

    [Theory, MemberData(nameof(Cases))]
    public void An_empty_batch_passes_and_changes_nothing(string name)
    {
        using var scope = TensorScope.Enter();
        using var quantizer = Case(name).Build();
        var before = QuantizerCase.Bytes(quantizer);
        var result = quantizer.Quantize(Tensor.Empty([0, 5, 5, quantizer.Size]), new NoiseStream(1));
        result.Vectors.Shape.ToArray().ShouldBe([0L, 5, 5, quantizer.Size]);
        result.Codes.Shape.ToArray().ShouldBe([0L, 5, 5, quantizer.Levels.Count]);
        result.Objective().Shape.ToArray().ShouldBe([0L]);
        quantizer.Lookup(result.Codes).Shape.ToArray().ShouldBe([0L, 5, 5, quantizer.Size]);
        QuantizerCase.Bytes(quantizer).ShouldBe(before);
    }

    [Theory, MemberData(nameof(Cases))]
    public void In_evaluation_examples_do_not_depend_on_each_other(string name)
    {
        using var scope = TensorScope.Enter();
        using var quantizer = Case(name).Build();
        quantizer.Evaluate();
        var z = QuantizerCase.Vectors(quantizer, 5);
        var whole = quantizer.Quantize(z, new NoiseStream(1)).Codes;
        quantizer.Quantize(z.Narrow(0, 1, 1), new NoiseStream(1)).Codes.ToArray<long>().ShouldBe(whole.Narrow(0, 1, 1).ToArray<long>());
    }

    [Theory, MemberData(nameof(Cases))]
    public void Wrong_lengths_and_codes_are_refused_by_name(string name)
    {
        using var scope = TensorScope.Enter();
        using var quantizer = Case(name).Build();
        Should.Throw<TorchException>(() => quantizer.Quantize(Tensor.Zeros([2, quantizer.Size + 1]), new NoiseStream(1))).Message.ShouldContain($"{quantizer.Size}");
        var codes = Tensor.Full([3, quantizer.Levels.Count], (long)quantizer.Levels.Max(), DType.I64);
        Should.Throw<TorchException>(() => quantizer.Lookup(codes)).Message.ShouldContain("outside");
    }

    private static QuantizerCase Case(string name) => QuantizerCase.All.Single(c => c.Name == name);

    private static float[] Train(Quantizer quantizer, int first, int steps, NoiseStream noise)
    {
        using var scope = TensorScope.Enter();
        Tensor? last = null;
        for (var k = 0; k < steps; k++) last = quantizer.Quantize(QuantizerCase.Vectors(quantizer, (ulong)(first + k)), noise).Vectors;
        return last!.ToArray<float>();
    }

    private static void Copy(Quantizer from, Quantizer to)
    {
        var file = Path.Combine(Path.GetTempPath(), $"elbo-{Guid.NewGuid():N}.safetensors");
        try
        {
            SafetensorsWriter.Save(file, from.State());
            SafetensorsReader.LoadInto(file, to.State());
        }
        finally
        {
            File.Delete(file);
        }
    }
}
