using Elbo.Models.Networks;
using Elbo.Torch;

namespace Elbo.Models.Priors;

/// <summary>p(a, b) = p(a) p(b | a): the codes of two levels in one row, those of the upper level a first. It owns nothing.</summary>
public sealed class LayeredPrior : ICodePrior
{
    private readonly ICodePrior upper, lower;
    private readonly Func<Tensor, CodeConditions?, CodeConditions> condition;

    /// <param name="condition">From codes of the upper level I64 [B, …] and what the whole is conditioned on to what the lower level is conditioned on.</param>
    /// <exception cref="Configuration.ConfigException">The levels have different numbers of codes.</exception>
    public LayeredPrior(ICodePrior upper, ICodePrior lower, Func<Tensor, CodeConditions?, CodeConditions> condition)
    {
        if (upper.CodebookSize != lower.CodebookSize)
            throw new Configuration.ConfigException($"both levels must have as many codes, the upper has {upper.CodebookSize} and the lower {lower.CodebookSize}");
        (this.upper, this.lower, this.condition) = (upper, lower, condition);
        Shape = [upper.Length() + lower.Length()];
    }

    /// <inheritdoc/>
    public int CodebookSize => lower.CodebookSize;

    /// <inheritdoc/>
    public IReadOnlyList<int> Shape { get; }

    /// <summary>Both levels' codes in one row, I64 [B, N].</summary>
    public static Tensor Join(Tensor upper, Tensor lower) => Ops.Cat([upper.Flatten(1), lower.Flatten(1)], 1);

    /// <summary>The levels' codes, each I64 [B, …shape].</summary>
    public (Tensor Upper, Tensor Lower) Split(Tensor codes)
    {
        CodeShapes.Check(Shape, codes);
        var length = upper.Length();
        return (Level(upper, codes.Narrow(1, 0, length)), Level(lower, codes.Narrow(1, length, lower.Length())));
    }

    /// <inheritdoc/>
    public Tensor CrossEntropy(Tensor codes, CodeConditions? conditions = null)
    {
        var (above, below) = Split(codes);
        return Join(upper.CrossEntropy(above, conditions), lower.CrossEntropy(below, condition(above, conditions)));
    }

    /// <inheritdoc/>
    public IAutoregressiveLogits Open(int rows, CodeConditions? conditions = null) => new Walk(this, rows, conditions);

    private static Tensor Level(ICodePrior level, Tensor row) => row.Reshape([row.Size(0), .. level.Shape.Select(size => (long)size)]);

    private sealed class Walk(LayeredPrior prior, int rows, CodeConditions? conditions) : IAutoregressiveLogits
    {
        private readonly IAutoregressiveLogits above = prior.upper.Open(rows, conditions);
        private readonly long[] known = new long[rows * prior.upper.Length()];
        private IAutoregressiveLogits? below;

        public int Rows => rows;

        public int Length => prior.Length();

        public int Position => above.Position + (below?.Position ?? 0);

        public Tensor Next()
        {
            CodeShapes.CheckNotAtEnd(this);
            return (below ?? above).Next();
        }

        public void Append(ReadOnlySpan<long> codes)
        {
            CodeShapes.CheckNext(this, codes, prior.CodebookSize);
            if (below is not null)
            {
                below.Append(codes);
                return;
            }
            for (var row = 0; row < rows; row++) known[(row * above.Length) + above.Position] = codes[row];
            above.Append(codes);
            if (above.Position < above.Length) return;
            using var scope = TensorScope.Enter();
            using var off = Gradients.Off();
            below = prior.lower.Open(rows, prior.condition(Level(prior.upper, Tensor.From(known, rows, above.Length)), conditions));
        }

        public void Dispose()
        {
            above.Dispose();
            below?.Dispose();
        }
    }
}
