using Elbo.Models.Sequences;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Models.Tests.Sequences;

/// <summary>A distribution over texts, held to the list of all texts of a small vocabulary.</summary>
[NoLeak]
public sealed class WordSequenceTests
{
    private const int Words = 5, Code = 3, Longest = 3;

    // All texts of at most two words, and all beginnings of three that go on: they share out the whole probability.
    private static readonly long[][] texts =
    [
        .. from length in Enumerable.Range(0, Longest + 1) from number in Enumerable.Range(0, (int)Math.Pow(Words - 1, length))
           select Enumerable.Range(0, Longest).Select(t => t < length ? 1L + (number / (int)Math.Pow(Words - 1, t) % (Words - 1)) : 0L).ToArray(),
    ];

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Probabilities_of_all_texts_add_up_to_one_whatever_the_code(bool inputless, bool withCode)
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        using var network = Network(new(1, inputless, withCode));
        foreach (var z in Codes(4))
        {
            var all = new WordSequence(network, z, [1], Longest, null).LogProb(All()).ToArray<double>();
            // Rounding of 85 probabilities in f64.
            all.Sum(Math.Exp).ShouldBe(1, 1e-12);
        }
    }

    [Fact]
    public void Padding_changes_nothing_and_every_text_of_a_batch_has_its_own_probability()
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        using var network = Network(new(1, false, true));
        var z = Codes(1)[0];
        var together = new WordSequence(network, z, [1], 9, null).LogProb(Ops.Cat([All(), Tensor.Zeros([texts.Length, 4], DType.I64)], -1)).ToArray<double>();
        for (var k = 0; k < texts.Length; k += 7)
        {
            // A beginning of three words without an end is a text of three once an end follows it.
            var own = texts[k][^1] == 0 ? texts[k].TakeWhile(w => w != 0).Append(0).ToArray() : [.. texts[k], 0];
            var alone = new WordSequence(network, z, [1], Longest, null).LogProb(Tensor.From(own, 1, own.Length)).ToArray<double>();
            together[k].ShouldBe(alone[0], 1e-12);
        }
    }

    [Fact]
    public void Draws_follow_the_probabilities_and_go_on_step_by_step_as_whole_texts_are_weighed()
    {
        const int Count = 40_000;
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        using var network = Network(new(1, false, true));
        var law = new WordSequence(network, Codes(1)[0], [1], Longest, null);
        var probability = law.LogProb(All()).ToArray<double>().Select(Math.Exp).ToArray();
        var drawn = law.Draw(new NoiseStream(1), Count).Value;
        drawn.Shape.ToArray().ShouldBe([Count, 1, Longest]);
        var often = drawn.ToArray<long>().Chunk(Longest).CountBy(t => string.Join(' ', t)).ToDictionary();
        for (var k = 0; k < texts.Length; k++)
        {
            var p = probability[k];
            // Five standard errors of a share of 40,000 draws.
            ((double)often.GetValueOrDefault(string.Join(' ', texts[k])) / Count).ShouldBe(p, 5 * Math.Sqrt(p * (1 - p) / Count) + 1e-4);
        }
    }

    [Fact]
    public void At_temperature_0_each_word_is_the_likeliest_and_that_is_the_point_estimate()
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        using var network = Network(new(1, false, true));
        var law = new WordSequence(network, Ops.Cat(Codes(6)), [6], Longest, null);
        var likeliest = law.Location()!.ToArray<long>();
        law.At(0).Draw(new NoiseStream(3)).Value.ToArray<long>().ShouldBe(likeliest);
        for (var b = 0; b < 6; b++)
        {
            // Word by word the first is the one whose beginnings have the most probability together.
            var all = new WordSequence(network, Codes(6)[b], [1], Longest, null).LogProb(All()).ToArray<double>();
            var first = texts.Zip(all).GroupBy(t => t.First[0]).MaxBy(g => g.Sum(t => Math.Exp(t.Second)))!.Key;
            likeliest[b * Longest].ShouldBe(first);
        }
    }

    [Fact]
    public void An_inputless_decoder_does_not_depend_on_the_words_before()
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        using var network = Network(new(1, true, true));
        var law = new WordSequence(network, Codes(1)[0], [1], 4, null);
        // p(second word = 2 | first word), by whichever first word.
        double[] second = [.. Enumerable.Range(1, Words - 1).Select(first =>
            (LogProb([first, 2]) - LogProb([first])).ToDouble())];
        foreach (var value in second) value.ShouldBe(second[0], 1e-12);

        Tensor LogProb(long[] beginning) => law.LogProb(Tensor.From(beginning, 1, beginning.Length));
    }

    [Fact]
    public void Word_dropout_hits_training_alone_and_never_the_start()
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        using var network = Network(new(0.3, false, false));
        var x = Tensor.From([2L, 3, 4], 1, 3);
        var first = Tensor.From([2L], 1, 1);
        var z = Codes(1)[0];
        double[] trained = [.. Enumerable.Range(0, 20).Select(seed => new WordSequence(network, z, [1], 3, new Pass(new NoiseStream((ulong)seed))).LogProb(x).ToDouble())];
        trained.Distinct().Count().ShouldBeGreaterThan(1);
        Enumerable.Range(0, 20).Select(seed => new WordSequence(network, z, [1], 3, new Pass(new NoiseStream((ulong)seed))).LogProb(first).ToDouble()).Distinct().Count().ShouldBe(1);
        network.Evaluate();
        new WordSequence(network, z, [1], 3, new Pass(new NoiseStream(1))).LogProb(x).ToDouble().ShouldBe(new WordSequence(network, z, [1], 3, null).LogProb(x).ToDouble());
    }

    private static WordNetwork Network(WordInput input)
    {
        using var generator = new Generator(3);
        var network = new WordNetwork(Words, Code, input, 4, 6, 0, generator);
        network.To(Device.Cpu, DType.F64);
        using var off = Gradients.Off();
        // Larger weights than a training begins with, so that words have different probabilities.
        foreach (var parameter in network.Parameters()) parameter.MulInPlace(3);
        return network;
    }

    private static Tensor[] Codes(int count) => [.. Enumerable.Range(0, count).Select(k => new NoiseStream((ulong)k + 9).Normal([1, Code], Device.Cpu, DType.F64))];

    private static Tensor All() => Tensor.From([.. texts.SelectMany(t => t)], texts.Length, Longest);
}
