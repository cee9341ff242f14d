using Elbo.Data;
using Elbo.Models.Sequences;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Models.Tests.Sequences;

/// <summary>Searches of texts, held to the list of all texts of a small vocabulary.</summary>
[NoLeak]
public sealed class BeamSearchTests
{
    private const int Words = 5, Code = 3, Longest = 3;

    // All texts of at most three words without an end behind the third, as a draw may have.
    private static readonly long[][] texts =
    [
        .. from length in Enumerable.Range(0, Longest + 1) from number in Enumerable.Range(0, (int)Math.Pow(Words - 1, length))
           select Enumerable.Range(0, Longest).Select(t => t < length ? 1L + (number / (int)Math.Pow(Words - 1, t) % (Words - 1)) : 0L).ToArray(),
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_beam_as_wide_as_all_beginnings_finds_the_likeliest_of_all_texts_and_a_narrow_one_nothing_worse_than_the_likeliest_word_each_time(bool withCode)
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        using var network = Network(withCode);
        var differ = 0;
        for (var seed = 0; seed < 12; seed++)
        {
            var law = new WordSequence(network, Codes(seed), [2], Longest, null);
            var all = LogProb(law);
            var (greedy, narrow, whole) = (law.Likeliest(1), law.Likeliest(2), law.Likeliest(64));
            greedy.ToArray<long>().ShouldBe(law.Location()!.ToArray<long>());
            var (least, more, most) = (law.LogProb(greedy).ToArray<double>(), law.LogProb(narrow).ToArray<double>(), law.LogProb(whole).ToArray<double>());
            for (var b = 0; b < 2; b++)
            {
                // Rounding of three log-probabilities in f64.
                most[b].ShouldBe(Enumerable.Range(0, texts.Length).Max(k => all[k * 2 + b]), 1e-12);
                more[b].ShouldBeGreaterThanOrEqualTo(least[b] - 1e-12);
                if (most[b] > least[b] + 1e-9) differ++;
            }
        }

        // Else it would be no test of a search.
        differ.ShouldBeGreaterThan(3);
    }

    [Fact]
    public void A_completion_keeps_the_known_words_and_is_the_likeliest_of_all_that_have_them()
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        using var network = Network(true);
        // Known, open, known, end; open first; all open; none open; a shorter text.
        long[][] words = [[2, 1, 4, 0], [1, 3, 3, 0], [1, 1, 1, 0], [4, 2, 3, 0], [1, 0, 0, 0], [2, 3, 1, 1]];
        bool[][] open = [[false, true, false, false], [true, false, false, false], [true, true, true, false], [false, false, false, false], [true, false, false, false], [false, false, true, true]];
        var (x, where) = (Tensor.From([.. words.SelectMany(w => w)], 6, 4), Tensor.From([.. open.SelectMany(o => o)], 6, 4));
        for (var seed = 0; seed < 8; seed++)
        {
            var law = new WordSequence(network, Codes(seed, 6), [6], 9, null);
            var (found, greedy) = (law.Complete(x, where, 64), law.Complete(x, where, 1));
            found.Shape.ToArray().ShouldBe([6, 4]);
            var (likely, least) = (law.LogProb(found).ToArray<double>(), law.LogProb(greedy).ToArray<double>());
            law.LogProb(law.Complete(x, where, 2)).ToArray<double>().Zip(least).ShouldAllBe(l => l.First >= l.Second - 1e-12);
            for (var b = 0; b < 6; b++)
            {
                var own = found.Select(0, b).ToArray<long>();
                for (var t = 0; t < 4; t++)
                {
                    if (open[b][t]) own[t].ShouldBeGreaterThan(Vocabulary.Unknown);
                    else own[t].ShouldBe(words[b][t]);
                }

                var best = Completions(words[b], open[b]).Max(w => law.LogProb(Tensor.From(w, 1, 4).Expand([6, 4])).ToArray<double>()[b]);
                likely[b].ShouldBe(best, 1e-12);
            }
        }
    }

    [Fact]
    public void An_inputless_decoder_fills_a_gap_whatever_the_words_beside_it_are()
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        using var network = Network(true, inputless: true);
        var law = new WordSequence(network, Codes(1), [2], 9, null);
        var open = Tensor.From([false, true, false, false, true, false], 2, 3);
        var one = law.Complete(Tensor.From([2L, 1, 3, 2, 1, 3], 2, 3), open, 3);
        var other = law.Complete(Tensor.From([4L, 1, 2, 4, 1, 2], 2, 3), open, 3);
        one.Select(1, 1).ToArray<long>().ShouldBe(other.Select(1, 1).ToArray<long>());
    }

    private static IEnumerable<long[]> Completions(long[] words, bool[] open)
    {
        IEnumerable<long[]> all = [words];
        for (var t = 0; t < words.Length; t++)
        {
            var place = t;
            if (open[t]) all = [.. all.SelectMany(w => Enumerable.Range(2, Words - 2).Select(n => w.Select((old, k) => k == place ? n : old).ToArray()))];
        }

        return all;
    }

    private static double[] LogProb(WordSequence law) =>
        law.LogProb(Tensor.From([.. texts.SelectMany(t => t)], texts.Length, 1, Longest).Expand([texts.Length, 2, Longest])).ToArray<double>();

    private static WordNetwork Network(bool withCode, bool inputless = false)
    {
        using var generator = new Generator(3);
        var network = new WordNetwork(Words, Code, new(1, inputless, withCode), 4, 6, 0, generator);
        network.To(Device.Cpu, DType.F64);
        using var off = Gradients.Off();
        // Larger weights than a training begins with, so that words have different probabilities.
        foreach (var parameter in network.Parameters()) parameter.MulInPlace(3);
        return network;
    }

    private static Tensor Codes(int seed, int count = 2) => new NoiseStream((ulong)seed + 9).Normal([count, Code], Device.Cpu, DType.F64);
}
