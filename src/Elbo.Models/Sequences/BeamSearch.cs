using Elbo.Data;
using Elbo.Torch;

namespace Elbo.Models.Sequences;

/// <summary>
/// Looks for likely texts word by word and keeps the W likeliest beginnings of each. Where words are given it goes by them, and their probability decides between beginnings as that of any other does: so
/// what is filled in fits what follows (constrained beam search, Bowman et al. 2016, arXiv 1511.06349, §4.2).
/// </summary>
/// <param name="network">Borrowed.</param>
/// <param name="z">[N, Z]; null for a network without a code.</param>
/// <param name="rows">N texts.</param>
/// <param name="width">W.</param>
internal sealed class BeamSearch(WordNetwork network, Tensor? z, long rows, int width)
{
    private readonly Device device = network.Embedding.Weight.Device;

    /// <summary>The likeliest text found and its log-probability, [N, T] I64 and [N] nats.</summary>
    /// <param name="longest">T.</param>
    /// <param name="words">[N, T] words that are given where <paramref name="open"/> is false; null for none.</param>
    public (Tensor Text, Tensor LogProb) Find(long longest, Tensor? words = null, Tensor? open = null)
    {
        using var off = Gradients.Off();
        using var scope = TensorScope.Enter();
        var (vocabulary, codes) = (network.Words, z?.RepeatInterleave(width, 0));
        var (h, c) = network.Start(codes, rows * width);
        Tensor word = Tensor.Zeros([rows * width], DType.I64, device), ended = Tensor.Zeros([rows, width, 1], DType.Bool, device);
        // All begin alike, so that only the first of them counts.
        var score = Barred(width, Tensor.Arange(width, device: device).Ne(0)).Expand([rows, width]);
        var text = Tensor.Zeros([rows, width, 0], DType.I64, device);
        var (first, numbers) = (Tensor.Arange(rows, device: device).Unsqueeze(1) * width, Tensor.Arange(vocabulary, device: device));
        var (end, said) = (Barred(vocabulary, numbers.Ne(Vocabulary.End)), Barred(vocabulary, numbers.Le(Math.Max(Vocabulary.End, Vocabulary.Unknown))));
        for (long t = 0; t < longest; t++)
        {
            using var step = TensorScope.Enter();
            (var logits, h, c) = network.Next(word, codes, h, c, isFirst: t == 0);
            var logP = logits.LogSoftmax(-1).View([rows, width, vocabulary]);
            if (words is not null) logP = Given(logP, words.Select(-1, t), open!.Select(-1, t));
            // Behind an end there is nothing but ends, which cost nothing.
            logP = ended.Where(end, logP);
            var (best, places) = (score.Unsqueeze(-1) + logP).View([rows, width * (long)vocabulary]).Topk(width);
            var parents = places.Div(vocabulary, "floor");
            var (next, from) = (places.Remainder(vocabulary), (parents + first).View([-1]));
            text = step.Keep(Ops.Cat([text.View([rows * width, t]).IndexSelect(0, from).View([rows, width, t]), next.Unsqueeze(-1)], -1));
            (score, ended, word) = (step.Keep(best), step.Keep(next.Eq(Vocabulary.End).Unsqueeze(-1)), step.Keep(next.View([-1])));
            (h, c) = (step.Keep(h.IndexSelect(1, from)), step.Keep(c.IndexSelect(1, from)));
            // No beginning gains probability by going on.
            if (words is null && ended.Select(1, 0).To(DType.I64).Min().ToDouble() != 0) break;
        }

        var found = text.Select(1, 0);
        if (found.Size(-1) < longest) found = Ops.Cat([found, Tensor.Zeros([rows, longest - found.Size(-1)], DType.I64, device)], -1);
        return (scope.Keep(found.Contiguous()), scope.Keep(score.Select(1, 0).Contiguous()));

        // Only the given word where one is, else any that can be read.
        Tensor Given(Tensor logP, Tensor given, Tensor isOpen)
        {
            var others = numbers.Ne(given.Unsqueeze(-1)).Unsqueeze(1);
            return isOpen.View([rows, 1, 1]).Where(logP + said, logP.MaskedFill(others, double.NegativeInfinity));
        }

        Tensor Barred(long count, Tensor which) => Tensor.Zeros([count], h.DType, device).MaskedFill(which, double.NegativeInfinity);
    }
}
