using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Networks;

/// <summary>A <see cref="WaveNet"/> step by step, with a ring of past inputs per layer.</summary>
internal sealed class WaveNetWalk : IAutoregressiveLogits
{
    private readonly TensorHolder held = new("wavenet walk");
    private readonly CodeEmbedding embedding;
    private readonly WaveNetLayer[] layers;
    private readonly WaveNetRing first;
    private readonly WaveNetRing[] rings;
    private readonly GatedStep[] ends;
    private readonly Tensor[] terms;
    private readonly CodeHead.Step[] head;
    private readonly Tensor firstBias, skip, active, codes;
    private readonly Tensor? classes, local;
    private readonly long[] known;
    private readonly int steps, groups, codebookSize, frame;
    private bool ready;

    public WaveNetWalk(WaveNet net, CodeEmbedding embedding, Conv1d causal, WaveNetLayer[] layers, CodeHead head, int rows, int steps, Tensor? classes, Tensor? local)
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        (this.embedding, this.layers, this.steps, groups, codebookSize, Rows) = (embedding, layers, steps, net.Groups, net.CodebookSize, rows);
        var like = causal.Weight;
        first = new(like, 1, rows, held);
        firstBias = causal.Bias!;
        rings = Array.ConvertAll(layers, layer => new WaveNetRing(layer.Weight, layer.Dilation, rows, held));
        ends = Array.ConvertAll(layers, layer => layer.OpenStep(held));
        terms = Array.ConvertAll(layers, layer => held.Adopt(Tensor.Zeros([rows, layer.Weight.Size(0)], like.DType, like.Device)));
        this.head = head.Open(held);
        skip = held.Adopt(Tensor.Zeros([rows, net.Config.SkipFeatures], like.DType, like.Device));
        active = held.Adopt(Tensor.Zeros([rows, net.Config.SkipFeatures], like.DType, like.Device));
        codes = held.Adopt(Tensor.Zeros([rows, groups], DType.I64, like.Device));
        known = new long[rows * groups];
        if (classes is not null) this.classes = held.Adopt(classes.Detach());
        if (local is not null) this.local = held.Adopt(local.Detach());
        frame = local is null ? steps : steps / (int)local.Size(2);
    }

    public int Rows { get; }

    public int Length => steps * groups;

    public int Position { get; private set; }

    private int Group => Position % groups;

    public Tensor Next()
    {
        CodeShapes.CheckNotAtEnd(this);
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        Prepare(Position / groups);
        return scope.Keep(head[Group].Logits(active, codes));
    }

    public void Append(ReadOnlySpan<long> next)
    {
        CodeShapes.CheckNext(this, next, codebookSize);
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        var step = Position / groups;
        Prepare(step);
        for (var row = 0; row < Rows; row++) known[(row * groups) + Group] = next[row];
        codes.CopyInPlace(Tensor.From(known, Rows, groups));
        if (Group == groups - 1)
        {
            // The first convolution of the next step ends with the code of this one.
            first.Input(step + 1).CopyInPlace(embedding.Forward(codes));
            ready = false;
        }
        Position++;
    }

    public void Dispose() => held.Dispose();

    /// <summary>Brings every layer to the present step, once.</summary>
    private void Prepare(int step)
    {
        if (ready) return;
        if (step % frame == 0) StartFrame(step / frame);
        skip.ZeroInPlace();
        var input = rings[0].Input(step).CopyInPlace(first.Convolve(step, firstBias));
        for (var k = 0; k < rings.Length; k++)
        {
            var next = k + 1 < rings.Length ? rings[k + 1].Input(step) : null;
            ends[k].Finish(rings[k].Convolve(step, terms[k]), input, next, skip);
            input = next;
        }
        active.CopyInPlace(skip.Relu());
        ready = true;
    }

    /// <summary>The local condition holds for several steps; so does what it adds before the gates.</summary>
    private void StartFrame(int index)
    {
        var y = local?.Narrow(2, index, 1);
        for (var k = 0; k < layers.Length; k++) terms[k].CopyInPlace(layers[k].Terms(classes, y).Squeeze(-1));
    }
}
