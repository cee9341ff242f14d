using Elbo.Models.Networks;
using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Priors;

/// <summary>All codes equally likely and independent: log K nats each, the prior a VQ-VAE is trained under. It has no parameters and ignores conditions.</summary>
public sealed class UniformPrior : Module, ICodePrior
{
    /// <param name="codebookSize">K, at least 1.</param>
    /// <param name="shape">Of one example's codes.</param>
    public UniformPrior(int codebookSize, params ReadOnlySpan<int> shape)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(codebookSize, 1);
        foreach (var size in shape) ArgumentOutOfRangeException.ThrowIfLessThan(size, 1, nameof(shape));
        (CodebookSize, Shape) = (codebookSize, shape.ToArray());
    }

    /// <inheritdoc/>
    public int CodebookSize { get; }

    /// <inheritdoc/>
    public IReadOnlyList<int> Shape { get; }

    /// <inheritdoc/>
    public Tensor CrossEntropy(Tensor codes, CodeConditions? conditions = null)
    {
        CodeShapes.Check(Shape, codes);
        return Tensor.Full(codes.Shape, Math.Log(CodebookSize), DType.F32, codes.Device);
    }

    /// <inheritdoc/>
    public IAutoregressiveLogits Open(int rows, CodeConditions? conditions = null) => new Walk(rows, this.Length(), CodebookSize);

    private sealed class Walk(int rows, int length, int codebookSize) : IAutoregressiveLogits
    {
        public int Rows => rows;

        public int Length => length;

        public int Position { get; private set; }

        public Tensor Next()
        {
            CodeShapes.CheckNotAtEnd(this);
            return Tensor.Zeros([rows, codebookSize]);
        }

        public void Append(ReadOnlySpan<long> codes)
        {
            CodeShapes.CheckNext(this, codes, codebookSize);
            Position++;
        }

        public void Dispose()
        {
        }
    }
}
