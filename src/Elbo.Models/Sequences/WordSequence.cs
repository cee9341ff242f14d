using Elbo.Data;
using Elbo.Models.Latents;
using Elbo.Probability;
using Elbo.Torch;

namespace Elbo.Models.Sequences;

/// <summary>
/// A text word by word: log p(x | z) = Σ_t log p(x_t | x_{&lt;t}, z) with the end among the words. A row of words without an end is the beginning of a text, whose probability is that of all texts which
/// begin so. Draws are made one word after the other; the point estimate takes the likeliest word each time, which need not be the likeliest text.
/// </summary>
public sealed class WordSequence : Distribution, ITempered, ITextSearch
{
    private readonly WordNetwork network;
    private readonly Tensor? z;
    private readonly Pass? pass;
    private readonly double temperature;
    private readonly bool isDetached;

    /// <param name="network">Borrowed.</param>
    /// <param name="z">[batch…, Z]; null for a network without a code.</param>
    /// <param name="batch">Batch axes, those of z where there is one.</param>
    /// <param name="longest">T, words of a draw at most, its end among them.</param>
    /// <param name="pass">Of word dropout in training; null for none.</param>
    public WordSequence(WordNetwork network, Tensor? z, ReadOnlySpan<long> batch, int longest, Pass? pass)
        : this(network, z, batch, longest, pass, 1, false)
    {
    }

    private WordSequence(WordNetwork network, Tensor? z, ReadOnlySpan<long> batch, long longest, Pass? pass, double temperature, bool isDetached)
        : base([.. batch, longest], 1, DType.I64, network.Embedding.Weight.Device) =>
        (this.network, this.z, this.pass, this.temperature, this.isDetached) = (network, z, pass, temperature, isDetached);

    /// <inheritdoc/>
    public override Support Support => Support.Categories(network.Words);

    /// <summary>Of texts of any length, at temperature 1.</summary>
    /// <param name="x"><c>[sample…, batch…, T]</c> I64 or whole numbers of another type, padded with <see cref="Vocabulary.End"/>; the batch axes broadcast.</param>
    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x)
    {
        if (x.Rank == 0 || x.Size(-1) == 0) throw new ArgumentException($"x {x} has no words", nameof(x));
        if (!isDetached) return Of(x);
        using var off = Gradients.Off();
        return Of(x);
    }

    private Tensor Of(Tensor x)
    {
        var rows = LeadingShape(x);
        var words = (x.DType == DType.I64 ? x : x.To(DType.I64)).Expand([.. rows, x.Size(-1)]).Reshape([-1, x.Size(-1)]);
        return network.LogProb(Codes(rows), words, pass).View(rows);
    }

    /// <inheritdoc/>
    public override Drawn Draw(NoiseStream noise, params ReadOnlySpan<long> sampleShape) => new(Written([.. sampleShape, .. BatchShape], noise), this, null);

    /// <inheritdoc/>
    public override Tensor? Location() => Written(BatchShape.ToArray(), null);

    /// <inheritdoc/>
    public Tensor Likeliest(int beam) => Found(EventShape[0], null, null, beam).View([.. BatchShape, EventShape[0]]);

    /// <inheritdoc/>
    public Tensor Complete(Tensor words, Tensor open, int beam)
    {
        var width = words.Size(-1);
        return Found(width, words.View([-1, width]), open.View([-1, width]), beam).View(words.Shape);
    }

    /// <inheritdoc/>
    public Distribution At(double temperature) => new WordSequence(network, z, BatchShape, EventShape[0], pass, temperature, isDetached);

    /// <inheritdoc/>
    public override Distribution Detached() => new WordSequence(network, z?.Detach(), BatchShape, EventShape[0], pass, temperature, true);

    /// <inheritdoc/>
    public override bool HasIndependentElements => false;

    /// <summary>Refused: each word depends on those before it.</summary>
    /// <inheritdoc/>
    public override Distribution Elements() => throw new NotSupportedException($"the words of {this} depend on one another");

    // A beam may lose the beginning that the likeliest word each time would have taken.
    private Tensor Found(long width, Tensor? words, Tensor? open, int beam)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(beam, 1);
        using var scope = TensorScope.Enter();
        var (codes, count) = (Codes(BatchShape), BatchShape.ToArray().Aggregate(1L, (product, size) => product * size));
        var greedy = new BeamSearch(network, codes, count, 1).Find(width, words, open);
        if (beam == 1) return scope.Keep(greedy.Text);
        var found = new BeamSearch(network, codes, count, beam).Find(width, words, open);
        return scope.Keep(found.LogProb.Ge(greedy.LogProb).Unsqueeze(-1).Where(found.Text, greedy.Text));
    }

    // Without noise, or at temperature 0, the likeliest word.
    private Tensor Written(long[] rows, NoiseStream? noise)
    {
        using var off = Gradients.Off();
        using var scope = TensorScope.Enter();
        var (count, longest, codes) = (rows.Aggregate(1L, (product, size) => product * size), EventShape[0], Codes(rows));
        var (h, c) = network.Start(codes, count);
        Tensor word = Tensor.Zeros([count], DType.I64, Device), open = Tensor.Ones([count], DType.I64, Device);
        List<Tensor> text = [];
        for (long t = 0; t < longest; t++)
        {
            using var step = TensorScope.Enter();
            (var logits, h, c) = network.Next(word, codes, h, c, isFirst: t == 0);
            var next = noise is null || temperature == 0 ? logits.Argmax(-1) : new Categorical(temperature == 1 ? logits : logits / temperature).Draw(noise).Value;
            // Behind an end there is nothing but ends: 0, as ended rows are multiplied away.
            word = step.Keep(next * open);
            open = step.Keep(open * word.Ne(Vocabulary.End).To(DType.I64));
            (h, c) = (step.Keep(h), step.Keep(c));
            text.Add(word);
            if (open.Max().ToDouble() == 0) break;
        }

        while (text.Count < longest) text.Add(Tensor.Zeros([count], DType.I64, Device));
        return scope.Keep(Ops.Stack([.. text], -1).View([.. rows, longest]));
    }

    private Tensor? Codes(ReadOnlySpan<long> rows) => z?.Expand([.. rows, z.Size(-1)]).Reshape([-1, z.Size(-1)]);
}
