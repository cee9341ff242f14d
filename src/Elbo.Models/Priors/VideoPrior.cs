using Elbo.Models.Networks;
using Elbo.Torch;

namespace Elbo.Models.Priors;

/// <summary>The prior of whole videos [T, H, W] or [T, H, W, G] that <see cref="LatentDynamics"/> give, conditioned on the actions. It owns nothing.</summary>
public sealed class VideoPrior : ICodePrior
{
    private readonly LatentDynamics dynamics;

    /// <param name="frames">T, at least 1.</param>
    public VideoPrior(LatentDynamics dynamics, int frames)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(frames, 1);
        this.dynamics = dynamics;
        Shape = [frames, .. dynamics.FrameShape];
    }

    /// <inheritdoc/>
    public int CodebookSize => dynamics.CodebookSize;

    /// <inheritdoc/>
    public IReadOnlyList<int> Shape { get; }

    /// <inheritdoc/>
    public Tensor CrossEntropy(Tensor codes, CodeConditions? conditions = null)
    {
        CodeShapes.Check(Shape, codes);
        return dynamics.CrossEntropy(codes, conditions?.Actions);
    }

    /// <inheritdoc/>
    public IAutoregressiveLogits Open(int rows, CodeConditions? conditions = null) => new Walk(this, rows, conditions?.Actions);

    private sealed class Walk : IAutoregressiveLogits
    {
        private readonly TensorHolder held = new("video walk");
        private readonly VideoPrior prior;
        private readonly Tensor? actions;
        private readonly long[] known;
        private readonly int frameLength;
        private IAutoregressiveLogits frame;

        public Walk(VideoPrior prior, int rows, Tensor? actions)
        {
            (this.prior, Rows, Length) = (prior, rows, prior.Length());
            (frameLength, known) = (Length / prior.Shape[0], new long[rows * Length]);
            if (actions is not null) this.actions = held.Adopt(actions.Clone());
            frame = OpenFrame(0);
        }

        public int Rows { get; }

        public int Length { get; }

        public int Position { get; private set; }

        public Tensor Next()
        {
            CodeShapes.CheckNotAtEnd(this);
            return frame.Next();
        }

        public void Append(ReadOnlySpan<long> codes)
        {
            CodeShapes.CheckNext(this, codes, prior.CodebookSize);
            frame.Append(codes);
            for (var row = 0; row < Rows; row++) known[(row * Length) + Position] = codes[row];
            Position++;
            if (Position % frameLength != 0 || Position == Length) return;
            frame.Dispose();
            frame = OpenFrame(Position / frameLength);
        }

        public void Dispose()
        {
            frame.Dispose();
            held.Dispose();
        }

        private IAutoregressiveLogits OpenFrame(int t)
        {
            using var scope = TensorScope.Enter();
            var video = Tensor.From(known, [Rows, .. prior.Shape.Select(size => (long)size)]);
            return prior.dynamics.OpenNext(video.Narrow(1, 0, t), actions?.Narrow(1, 0, t));
        }
    }
}
