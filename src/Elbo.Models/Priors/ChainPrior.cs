using Elbo.Models.Networks;
using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Priors;

/// <summary>Few codes without a place, each given all before it: p(c_1) p(c_2 | c_1) … Children <c>start</c>, <c>head</c>.</summary>
public sealed class ChainPrior : Module, ICodePrior
{
    private readonly Embedding start;
    private readonly CodeHead head;
    private readonly int classes, groups;

    /// <param name="codebookSize">K.</param>
    /// <param name="groups">G, codes of an example.</param>
    /// <param name="features">Width of the network.</param>
    /// <param name="classes">Classes the codes depend on; 0 for none.</param>
    public ChainPrior(int codebookSize, int groups, int features, int classes, Generator generator)
    {
        (CodebookSize, Shape, this.classes, this.groups) = (codebookSize, [groups], classes, groups);
        start = Child("start", new Embedding(Math.Max(classes, 1), features, generator));
        head = Child("head", new CodeHead(features, codebookSize, groups, generator));
    }

    /// <inheritdoc/>
    public int CodebookSize { get; }

    /// <inheritdoc/>
    public IReadOnlyList<int> Shape { get; }

    /// <inheritdoc/>
    public Tensor CrossEntropy(Tensor codes, CodeConditions? conditions = null)
    {
        CodeShapes.Check(Shape, codes);
        var logits = head.Forward(Features(codes.Size(0), conditions).Unsqueeze(-1), codes.Unsqueeze(1));
        return logits.Squeeze(2).CrossEntropyLoss(codes, reduction: 0);
    }

    /// <inheritdoc/>
    public IAutoregressiveLogits Open(int rows, CodeConditions? conditions = null) => new Walk(this, rows, conditions);

    // [B, F].
    private Tensor Features(long rows, CodeConditions? conditions)
    {
        CodeShapes.CheckCondition(conditions?.Classes, classes, rows, "classes");
        return start.Forward(conditions?.Classes ?? Tensor.Zeros([rows], DType.I64));
    }

    private sealed class Walk : IAutoregressiveLogits
    {
        private readonly ChainPrior prior;
        private readonly TensorHolder held = new(nameof(ChainPrior));
        private readonly CodeHead.Step[] steps;
        private readonly Tensor active;
        private readonly long[] known;

        public Walk(ChainPrior prior, int rows, CodeConditions? conditions)
        {
            using var scope = TensorScope.Enter();
            using var off = Gradients.Off();
            (this.prior, Rows, known) = (prior, rows, new long[rows * prior.groups]);
            // Conditions are checked before anything is held.
            var features = prior.Features(rows, conditions).Relu();
            steps = prior.head.Open(held);
            active = held.Adopt(features);
        }

        public int Rows { get; }

        public int Length => prior.groups;

        public int Position { get; private set; }

        public Tensor Next()
        {
            CodeShapes.CheckNotAtEnd(this);
            using var scope = TensorScope.Enter();
            using var off = Gradients.Off();
            return scope.Keep(steps[Position].Logits(active, Tensor.From(known, Rows, Length)));
        }

        public void Append(ReadOnlySpan<long> codes)
        {
            CodeShapes.CheckNext(this, codes, prior.CodebookSize);
            for (var row = 0; row < Rows; row++) known[(row * Length) + Position] = codes[row];
            Position++;
        }

        public void Dispose() => held.Dispose();
    }
}
