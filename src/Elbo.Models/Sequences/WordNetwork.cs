using Elbo.Models.Networks;
using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Sequences;

/// <summary>
/// The next word given those before it and a code: word vectors, an LSTM that begins at a linear function of the code, and a softmax over V words (Bowman et al. 2016, arXiv 1511.06349, §3).
/// Places are time first inside, [T, N, …].
/// </summary>
public sealed class WordNetwork : Module
{
    // Logits of one call where no gradient keeps them: 16 MB in f32.
    private const long MostLogits = 1 << 22;

    private readonly Lstm lstm;
    private readonly Linear? start;
    private readonly DenseReadout logits;
    private readonly NoiseDropout dropout;
    private readonly WordInput input;

    /// <param name="words">V.</param>
    /// <param name="code">Z; 0 for a network without a code.</param>
    /// <param name="input">What it is told of the words before.</param>
    /// <param name="embedding">E, size of a word vector.</param>
    /// <param name="hidden">H, size of the state.</param>
    /// <param name="dropout">Part of the state that is dropped before the softmax in training.</param>
    public WordNetwork(int words, int code, WordInput input, long embedding, long hidden, double dropout, Generator generator)
    {
        (Words, Code, this.input) = (words, code, input);
        Embedding = Child("embedding", new Embedding(words, embedding, generator, weightInit: Initialisers.Uniform(-0.1, 0.1)));
        lstm = Child("lstm", new Lstm(embedding + (input.WithCode ? code : 0), hidden, generator));
        if (code > 0) start = Child("start", new Linear(code, 2 * hidden, generator));
        logits = Child("logits", new DenseReadout(hidden, words, generator, Initialisers.Uniform(-0.1, 0.1)));
        this.dropout = Child("dropout", new NoiseDropout(dropout));
    }

    /// <summary>V.</summary>
    public int Words { get; }

    /// <summary>Z; 0 for a network without a code.</summary>
    public int Code { get; }

    /// <summary>Word vectors, which an encoder may read by as well.</summary>
    public Embedding Embedding { get; }

    /// <summary>Lets the softmax begin at the shares of words.</summary>
    /// <param name="counts">How often each is in the training texts [V].</param>
    internal void StartAt(Tensor counts)
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        // A word that training never has is not impossible.
        logits.Bias.CopyInPlace(((counts + 1) / (counts + 1).Sum()).Log());
    }

    /// <summary>log p of the words of N texts, [N] nats: the sum over their words and their ends, padding not among them.</summary>
    /// <param name="z">[N, Z]; null for a network without a code.</param>
    /// <param name="x">[N, T] I64.</param>
    internal Tensor LogProb(Tensor? z, Tensor x, Pass? pass)
    {
        var read = input.Seen(WordRows.Before(x), IsTraining ? pass : null).T().Contiguous();
        var (h, c) = Start(z, x.Size(0));
        var states = lstm.Forward(Joined(read, z), h, c).Y;
        // Places with a word are fewer than those of a padded batch, and the softmax is what costs.
        var places = WordRows.Real(x).T().Contiguous().View([-1]).Nonzero().View([-1]);
        var spoken = dropout.Of(states.View([-1, states.Size(-1)]).IndexSelect(0, places), pass);
        var logP = LogProbOf(spoken, x.T().Contiguous().View([-1]).IndexSelect(0, places));
        return Tensor.Zeros([x.Size(0)], logP.DType, logP.Device).IndexAddInPlace(0, places.Remainder(x.Size(0)), logP);
    }

    /// <summary>The state before the first word, h and c [1, N, H].</summary>
    internal (Tensor H, Tensor C) Start(Tensor? z, long rows)
    {
        var like = Embedding.Weight;
        if (start is null || z is null) return (Tensor.Zeros([1, rows, lstm.Hidden], like.DType, like.Device), Tensor.Zeros([1, rows, lstm.Hidden], like.DType, like.Device));
        var parts = start.Forward(z).Unsqueeze(0).SplitWithSizes([lstm.Hidden, lstm.Hidden], -1);
        return (parts[0].Tanh().Contiguous(), parts[1].Contiguous());
    }

    /// <summary>One step further: logits of the next word [N, V], and the state after it.</summary>
    /// <param name="word">The word before [N].</param>
    internal (Tensor Logits, Tensor H, Tensor C) Next(Tensor word, Tensor? z, Tensor h, Tensor c, bool isFirst)
    {
        var seen = isFirst ? word : input.Seen(word);
        var (y, h1, c1) = lstm.Forward(Joined(seen.Unsqueeze(0), z), h, c);
        return (logits.Forward(y.Squeeze(0)), h1, c1);
    }

    private Tensor Joined(Tensor read, Tensor? z)
    {
        var vectors = Embedding.Forward(read);
        return input.WithCode && z is not null ? Ops.Cat([vectors, z.Unsqueeze(0).Expand([vectors.Size(0), z.Size(0), z.Size(1)])], -1) : vectors;
    }

    private Tensor LogProbOf(Tensor states, Tensor words)
    {
        var rows = Math.Max(1, MostLogits / Words);
        if (states.RequiresGrad || states.Size(0) <= rows) return Of(states, words);
        List<Tensor> parts = [];
        for (long first = 0; first < states.Size(0); first += rows)
        {
            using var scope = TensorScope.Enter();
            var size = Math.Min(rows, states.Size(0) - first);
            parts.Add(scope.Keep(Of(states.Narrow(0, first, size), words.Narrow(0, first, size))));
        }

        return Ops.Cat([.. parts]);

        Tensor Of(Tensor s, Tensor w) => logits.Forward(s).LogSoftmax(-1).Gather(-1, w.Unsqueeze(-1)).Squeeze(-1);
    }
}
