using Elbo.Torch;

namespace Elbo.Models.Networks;

/// <summary>
/// A <see cref="GatedPixelCnn"/> position by position. The vertical stack depends on finished rows only and is computed a row at a time; the
/// horizontal stack keeps the features of its row, and a new position adds one column to them.
/// </summary>
internal sealed class GatedPixelCnnWalk : IAutoregressiveLogits
{
    private readonly TensorHolder held = new("pixel walk");
    private readonly CodeEmbedding embedding;
    private readonly GatedPixelCnnRow[] layers;
    private readonly CodeHead.Step[] head;
    private readonly Tensor skip, active, codes;
    private readonly Tensor? classes, map;
    private readonly long[] known;
    private readonly int height, width, groups, codebookSize;
    private bool ready;

    public GatedPixelCnnWalk(GatedPixelCnn net, CodeEmbedding embedding, GatedPixelCnnLayer[] layers, CodeHead head, int rows, int height, int width,
        Tensor? classes, Tensor? map)
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        (this.embedding, this.height, this.width, groups, codebookSize, Rows) = (embedding, height, width, net.Groups, net.CodebookSize, rows);
        var like = layers[0].HorizontalWeight;
        this.layers = Array.ConvertAll(layers, layer => new GatedPixelCnnRow(layer, rows, width, held));
        this.head = head.Open(held);
        skip = held.Adopt(Tensor.Zeros([rows, net.Config.SkipFeatures], like.DType, like.Device));
        active = held.Adopt(Tensor.Zeros([rows, net.Config.SkipFeatures], like.DType, like.Device));
        codes = held.Adopt(Tensor.Zeros([rows, groups], DType.I64, like.Device));
        known = new long[rows * groups];
        if (classes is not null) this.classes = held.Adopt(classes.Detach());
        if (map is not null) this.map = held.Adopt(GatedPixelCnn.Spread(map, height, width).Detach());
    }

    public int Rows { get; }

    public int Length => height * width * groups;

    public int Position { get; private set; }

    private int Group => Position % groups;

    private int Column => Position / groups % width;

    public Tensor Next()
    {
        CodeShapes.CheckNotAtEnd(this);
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        Prepare();
        return scope.Keep(head[Group].Logits(active, codes));
    }

    public void Append(ReadOnlySpan<long> next)
    {
        CodeShapes.CheckNext(this, next, codebookSize);
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        Prepare();
        for (var row = 0; row < Rows; row++) known[(row * groups) + Group] = next[row];
        codes.CopyInPlace(Tensor.From(known, Rows, groups));
        if (Group == groups - 1)
        {
            layers[0].Column(Column).CopyInPlace(embedding.Forward(codes));
            ready = false;
        }
        Position++;
    }

    public void Dispose() => held.Dispose();

    /// <summary>Brings every layer to the present position, once.</summary>
    private void Prepare()
    {
        if (ready) return;
        if (Column == 0) StartRow(Position / groups / width);
        skip.ZeroInPlace();
        for (var k = 0; k < layers.Length; k++)
            layers[k].Step(Column, k == 0, k + 1 < layers.Length ? layers[k + 1].Column(Column) : null, skip);
        active.CopyInPlace(skip.Relu());
        ready = true;
    }

    private void StartRow(int row)
    {
        if (row > 0) layers[0].PushCodes();
        var places = map?.Narrow(2, row, 1);
        for (var k = 0; k < layers.Length; k++)
            if (layers[k].StartRow(classes, places) is { } v) layers[k + 1].Push(v);
    }
}
