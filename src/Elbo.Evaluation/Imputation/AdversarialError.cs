using Elbo.Data;
using Elbo.Evaluation.Likelihood;
using Elbo.Models.Sequences;
using Elbo.Torch;
using Elbo.Torch.Nn;
using Elbo.Torch.Optim;

namespace Elbo.Evaluation.Imputation;

/// <summary>
/// How well small classifiers tell filled texts from true ones, the accuracy on texts they have not seen minus one half (Bowman et al. 2016, arXiv 1511.06349, §4.2): 0 for texts nobody could tell, 0.5 for texts
/// that are always told. Eight tenths of the texts are learned from, a tenth says when to stop, a tenth is measured on.
/// </summary>
/// <param name="Unigrams">Of a logistic regression on which words are there.</param>
/// <param name="Sequences">Of an LSTM that reads to the end.</param>
public sealed record AdversarialError(Estimate Unigrams, Estimate Sequences)
{
    private const int BatchSize = 64, MostEpochs = 40, Patience = 4, Embedding = 32, Hidden = 64, FewestTexts = 40;

    /// <summary>Trains both classifiers and measures them.</summary>
    /// <param name="real">Words of true texts by number, without padding.</param>
    /// <param name="filled">Of filled ones; about as many, and not of the same texts.</param>
    /// <param name="vocabulary">V.</param>
    /// <param name="seed">Of the choice of texts and of the starts.</param>
    /// <exception cref="ArgumentException">There are fewer than forty texts.</exception>
    public static AdversarialError Measure(IReadOnlyList<long[]> real, IReadOnlyList<long[]> filled, int vocabulary, ulong seed, CancellationToken cancel = default)
    {
        (long[] Words, float Label)[] all = [.. real.Select(words => (words, 0f)), .. filled.Select(words => (words, 1f))];
        if (all.Length < FewestTexts) throw new ArgumentException($"{all.Length} texts are too few to train a classifier and measure it, {FewestTexts} the fewest", nameof(real));
        var order = ExampleDraw.InOrder(all.Length, all.Length, seed);
        (long[] Words, float Label)[] shuffled = [.. order.Select(k => all[k])];
        var (train, stop) = (all.Length * 8 / 10, all.Length * 9 / 10);
        return new(Of(false), Of(true));

        Estimate Of(bool isSequence)
        {
            using var generator = new Generator(seed);
            using var classifier = new Classifier(vocabulary, isSequence, generator);
            Train(classifier, shuffled[..train], shuffled[train..stop], isSequence ? 0.003 : 0.02, seed, cancel);
            return Estimate.Of([.. Right(classifier, shuffled[stop..]).Select(right => right - 0.5)]);
        }
    }

    private static void Train(Classifier classifier, (long[] Words, float Label)[] texts, (long[] Words, float Label)[] held, double rate, ulong seed, CancellationToken cancel)
    {
        using var adam = new AdamW(classifier.NamedParameters(), rate, weightDecay: 0.01);
        using var scope = TensorScope.Enter();
        var (best, since, kept) = (double.PositiveInfinity, 0, new List<Tensor>());
        for (var epoch = 0; epoch < MostEpochs && since < Patience; epoch++)
        {
            cancel.ThrowIfCancellationRequested();
            foreach (var part in ExampleDraw.InOrder(texts.Length, texts.Length, seed + (ulong)epoch + 1).Chunk(BatchSize))
            {
                using var own = TensorScope.Enter();
                Loss(classifier, [.. part.Select(k => texts[k])]).Mean().Backward();
                adam.Step();
                adam.ZeroGrad();
            }

            using var off = Gradients.Off();
            var now = held.Chunk(BatchSize).Sum(part =>
            {
                using var own = TensorScope.Enter();
                return Loss(classifier, part).Sum().ToDouble();
            });
            since = now < best ? 0 : since + 1;
            if (since > 0) continue;
            (best, kept) = (now, [.. classifier.Parameters().Select(p => p.Clone())]);
        }

        using var still = Gradients.Off();
        foreach (var (parameter, value) in classifier.Parameters().Zip(kept)) parameter.CopyInPlace(value);
    }

    private static Tensor Loss(Classifier classifier, (long[] Words, float Label)[] texts)
    {
        var logits = classifier.Forward(Padded(texts));
        return logits.Softplus() - (logits * Tensor.From([.. texts.Select(t => t.Label)], texts.Length));
    }

    private static List<double> Right(Classifier classifier, (long[] Words, float Label)[] texts)
    {
        using var off = Gradients.Off();
        using var scope = TensorScope.Enter();
        return [.. texts.Chunk(BatchSize).SelectMany(part => classifier.Forward(Padded(part)).ToArray<float>().Zip(part, (logit, text) => logit > 0 == text.Label > 0.5f ? 1.0 : 0))];
    }

    private static Tensor Padded((long[] Words, float Label)[] texts)
    {
        var width = texts.Max(t => t.Words.Length) + 1;
        var words = new long[texts.Length * width];
        for (var b = 0; b < texts.Length; b++) texts[b].Words.CopyTo(words, b * width);
        return Tensor.From(words, texts.Length, width);
    }

    /// <summary>A logit of each text, above 0 for filled ones.</summary>
    private sealed class Classifier : Module
    {
        private readonly Embedding words;
        private readonly SequenceReader? reader;
        private readonly Linear last;

        public Classifier(int vocabulary, bool isSequence, Generator generator)
        {
            words = Child("words", new Embedding(vocabulary, isSequence ? AdversarialError.Embedding : 1, generator, weightInit: Initialisers.Uniform(-0.1, 0.1)));
            if (isSequence) reader = Child("reader", new SequenceReader(words, AdversarialError.Embedding, Hidden, generator));
            last = Child("last", new Linear(isSequence ? Hidden : 1, 1, generator));
        }

        // The end is in every text, so that it says nothing.
        public Tensor Forward(Tensor x) => last.Forward(reader is { } lstm ? lstm.Forward(x) : (words.Forward(x) * x.Ne(Vocabulary.End).Unsqueeze(-1)).Sum([1])).Squeeze(-1);
    }
}
