using Elbo.Data;
using Elbo.Evaluation.Codebooks;
using Elbo.Models;
using Elbo.Models.Priors;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Evaluation.Tests.Codebooks;

[NoLeak]
public sealed class CodeProbeTests
{
    private const int K = 8, Places = 6;

    [Fact]
    public void A_code_stands_for_the_label_it_goes_with_most_and_a_new_one_for_the_most_frequent()
    {
        var counts = new CodeCounts(1, 3, 3);
        counts.Add([0, 0, 1], 1);
        counts.Add([0, 1, 1, 1], 2);
        (counts.LabelOf(0, 0), counts.LabelOf(0, 1), counts.LabelOf(0, 2)).ShouldBe((1, 2, 2));
        counts.Majority.ShouldBe(2);
        counts.Correct([0, 1, 2], 2).ShouldBe(2);
        counts.Correct([0, 1, 2], 1).ShouldBe(1);
    }

    [Fact]
    public void All_codes_together_are_weighed_by_bayes()
    {
        // log p(l) + Σ log p(c | l) with one added to each count: p(0 | 0) = 4/5, p(0 | 1) = 2/5; p(1 | 0) = 1/5, p(1 | 1) = 3/5.
        var counts = new CodeCounts(1, 2, 2);
        counts.Add([0, 0, 0], 0);
        counts.Add([0, 1, 1], 1);
        counts.LabelOfAll([0], [1, 1]).ShouldBe(0);
        counts.LabelOfAll([0, 1], [1, 1]).ShouldBe(1);
        // 0.8² · 0.2 · p against 0.4² · 0.6 · (1 − p): equal at p = 3/7.
        counts.LabelOfAll([0, 0, 1], [2, 3]).ShouldBe(1);
        counts.LabelOfAll([0, 0, 1], [4, 5]).ShouldBe(0);
    }

    [Fact]
    public void Another_numbering_of_the_codes_changes_nothing()
    {
        using var data = new CodedData(400, 300, informative: true);
        var plain = Measure(data, code => code);
        var permuted = Measure(data, code => (code * 3 + 5) % K);
        permuted.ShouldBe(plain);
        plain.PerCode.Mean.ShouldBeGreaterThan(plain.PerCodeBaseline.Mean + 5 * plain.PerCode.StandardError);
        plain.PerExample.Mean.ShouldBeGreaterThan(plain.PerCode.Mean);
    }

    [Fact]
    public void Random_codes_give_the_accuracy_of_the_most_frequent_label()
    {
        using var data = new CodedData(3000, 1000, informative: false);
        var probe = Measure(data, code => code);
        // Half of the examples have label 0: with 18,000 training codes every code's most frequent label is 0.
        probe.PerCode.ShouldBe(probe.PerCodeBaseline);
        probe.PerCodeBaseline.Mean.ShouldBe(0.5, 5 * probe.PerCodeBaseline.StandardError);
        probe.PerExampleBaseline.Mean.ShouldBe(0.5, 5 * probe.PerExampleBaseline.StandardError);
        Math.Abs(probe.PerExample.Mean - probe.PerExampleBaseline.Mean).ShouldBeLessThan(5 * probe.PerExample.StandardError);
    }

    [Fact]
    public void Codes_that_only_padding_is_behind_are_not_asked()
    {
        using var data = new CodedData(50, 40, informative: true) { Length = 4 };
        Measure(data, code => code).Codes.ShouldBe(40 * 4);
        using var whole = new CodedData(50, 40, informative: true);
        Measure(whole, code => code).Codes.ShouldBe(40 * Places);
    }

    [Fact]
    public void The_error_of_a_share_of_codes_counts_examples_and_not_codes()
    {
        // Two examples, all right and all wrong, are two observations however many codes they have.
        var estimate = CodeCounts.Ratio([(100, 100), (0, 100)]);
        estimate.Mean.ShouldBe(0.5);
        estimate.StandardError.ShouldBe(0.5, 1e-12);
        // With one code each it is the usual √(p(1 − p)/(n − 1)).
        CodeCounts.Ratio([(1, 1), (1, 1), (0, 1), (1, 1)]).StandardError.ShouldBe(Math.Sqrt(0.75 * 0.25 / 3), 1e-12);
    }

    private static CodeProbe Measure(CodedData data, Func<long, long> number) => CodeProbe.Measure(new Told(number), data, 0, Split.Test);

    /// <summary>Examples that are their codes, of three labels with shares ½, ¼, ¼.</summary>
    private sealed class CodedData(int train, int test, bool informative) : IDataset
    {
        public int? Length { get; init; }

        public DatasetInfo Info { get; } = new() { Id = "codes", Title = "", Licence = "", Citation = "", Shape = [Places], Splits = new Dictionary<Split, int>(), Classes = 3 };

        public string Fingerprint => "";

        public int Count(Split split) => split == Split.Train ? train : split == Split.Test ? test : 0;

        public Batch Draw(Split split, ReadOnlySpan<long> examples, ulong? noise = null)
        {
            var (x, labels) = (new float[examples.Length * Places], new long[examples.Length]);
            for (var b = 0; b < examples.Length; b++)
            {
                var random = new Random((int)(examples[b] * 2) + (int)split + 1000);
                labels[b] = random.Next(4) switch { 0 => 1, 1 => 2, _ => 0 };
                for (var p = 0; p < Places; p++) x[(b * Places) + p] = informative && random.Next(2) == 0 ? labels[b] : random.Next(K);
            }

            var values = Tensor.From(x, examples.Length, Places);
            return new Batch(values, Tensor.From(labels), Tensor.From(examples))
                .With(Field.Main, values, Length is { } length ? Tensor.Full([examples.Length], length, DType.I64) : null);
        }

        public void Dispose()
        {
        }
    }

    private sealed class Told(Func<long, long> number) : ICodeModel
    {
        public ICodePrior Prior { get; } = new UniformPrior(K, Places);

        public Tensor EncodeCodes(Batch x) => Tensor.From([.. x.X.ToArray<float>().Select(v => number((long)v))], [x.Count, Places]);

        public Tensor DecodeCodes(Tensor codes, CodeConditions? conditions = null) => codes;

        public CodeConditions? PriorConditions(Batch x) => null;

        public CodeConditions? DecoderConditions(Batch x) => null;
    }
}
