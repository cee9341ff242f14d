using Elbo.Data;
using Elbo.Evaluation.Measures;
using Elbo.Models.Zoo.GaussianVae;
using Elbo.Models.Zoo.Nvdm;
using Elbo.Models.Zoo.SentenceVae;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Evaluation.Tests.Measures;

[NoLeak]
public sealed class PerplexityMeasureTests
{
    [Fact]
    public void A_decoder_that_ignores_its_code_costs_what_the_words_shares_cost_and_a_text_without_words_is_left_out()
    {
        using var data = new FewTexts();
        using var generator = new Generator(1);
        using var model = NvdmDefinition.Build(new() { Latent = 2, Hidden = [3] }, new(DataSchema.Of(data), generator));
        model.Evaluate();
        using (Gradients.Off())
            foreach (var (_, parameter) in model.NamedParameters()) parameter.FillInPlace(0);
        new PerplexityMeasure().Unfit(model, DataSchema.Of(data)).ShouldBeNull();
        var figures = new PerplexityMeasure().Take(new(model, data, Split.Test) { Samples = 4 }).ToDictionary(f => f.Name);
        // Equal shares of four words; q is the prior, so neither bound has a gap.
        foreach (var name in new[] { "perplexity", "perplexity_documents", "perplexity_nll", "perplexity_nll_documents" }) figures[name].Value.ShouldBe(4, 1e-4, name);
        figures["empty_texts"].Value.ShouldBe(1);
        // Words (3, 1, 0, 0) of training, each once more: shares 4, 2, 1, 1 of 8; tested on two of the first and one of the last.
        figures["perplexity_unigram"].Value.ShouldBe(Math.Pow(2 * 2 * 8, 1 / 3.0), 1e-9);
    }

    [Fact]
    public void Data_that_is_no_text_is_refused_with_what_it_is()
    {
        using var generator = new Generator(1);
        using var model = VaeDefinition.Build(new() { Latent = 2, Hidden = [3] }, new([4], generator));
        new PerplexityMeasure().Unfit(model, DataSchema.OfShape([4])).ShouldBe("its examples are arrays of numbers (images, audio, video, tables), not texts");
    }

    [Fact]
    public void Of_sequences_the_end_of_each_text_counts_and_unknown_words_are_told()
    {
        using var scope = TensorScope.Enter();
        var path = Path.Combine(Directory.CreateTempSubdirectory("elbo-texts").FullName, "own.txt");
        File.WriteAllText(path, "a a b\nb a new\n");
        using var data = Datasets.Open(path, new() { Table = new() { TestCount = 1 }, Text = new() { LeastCount = 1 } });
        using var generator = new Generator(1);
        using var model = RnnLmDefinition.Build(new() { Embedding = 2, Hidden = 3 }, new(DataSchema.Of(data), generator));
        using (Gradients.Off())
            foreach (var parameter in model.Parameters()) parameter.ZeroInPlace();
        model.Evaluate();
        var figures = new PerplexityMeasure().Take(new(model, data, Split.Test)).ToDictionary(f => f.Name);
        // All words and the end are alike to such a model: <eos>, <unk>, a, b.
        figures["perplexity"].Value.ShouldBe(4, 1e-5);
        figures["perplexity"].Meaning.ShouldBe("exp(Σ −log p(x) / Σ words), exact; 4 words, the end of each text among them, 1 of them <unk>");
        (figures["words"].Value, figures["unknown_words"].Value, figures["empty_texts"].Value).ShouldBe((4, 1, 0));
        figures.ShouldNotContainKey("perplexity_nll");
        // Training has a, a, b, <eos>; each once more, and <unk> once: shares 3, 2, 2, 1 of 8.
        figures["perplexity_unigram"].Value.ShouldBe(Math.Pow(8.0 / 2 * (8.0 / 3) * 8 * (8.0 / 2), 1 / 4.0), 1e-9);
        Directory.Delete(Path.GetDirectoryName(path)!, true);
    }

    /// <summary>One text to train on; of two to test with the second is empty.</summary>
    private sealed class FewTexts : IDataset
    {
        public DatasetInfo Info { get; } = new()
        {
            Id = "few",
            Title = "Few texts",
            Licence = "none",
            Citation = "none",
            Kind = DataKind.WordCounts,
            Shape = [4],
            Fields = [Field.Values([4]), new(WordCountsDataset.TextLength, DType.I64, [])],
            Splits = new Dictionary<Split, int> { [Split.Train] = 1, [Split.Test] = 2 },
            Vocabulary = ["a", "b", "c", "d"],
        };

        public string Fingerprint => new('0', 64);

        public int Count(Split split) => Info.Splits.GetValueOrDefault(split);

        public Batch Draw(Split split, ReadOnlySpan<long> examples, ulong? noise = null)
        {
            float[][] texts = split == Split.Train ? [[3, 1, 0, 0]] : [[2, 0, 0, 1], [0, 0, 0, 0]];
            long[] chosen = examples.ToArray();
            return new Batch(Tensor.From([.. chosen.SelectMany(k => texts[k])], chosen.Length, 4), null, Tensor.From(chosen))
                .With(WordCountsDataset.TextLength, Tensor.From([.. chosen.Select(k => (long)texts[k].Sum())]));
        }

        public void Dispose()
        {
        }
    }
}
