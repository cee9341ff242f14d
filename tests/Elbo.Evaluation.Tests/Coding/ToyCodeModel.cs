using Elbo.Data;
using Elbo.Models;
using Elbo.Models.Networks;
using Elbo.Models.Priors;
using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Evaluation.Tests.Coding;

/// <summary>Codes are the mean levels of blocks of pixels [1, H, W]; random weights make the prior.</summary>
internal sealed class ToyCodeModel : Model, ICodeModel
{
    private readonly int side, cells, groups;

    /// <param name="side">H = W, a multiple of <paramref name="cells"/>.</param>
    /// <param name="prior">Over [cells, cells], or [cells, cells, G] where every further code of a position is the first one's opposite.</param>
    /// <param name="conditional">Whether the prior knows the labels.</param>
    public ToyCodeModel(int side, int cells, ICodePrior prior, bool conditional = false)
    {
        (this.side, this.cells, IsConditional, Prior) = (side, cells, conditional, prior);
        groups = prior.Shape.Count == 3 ? prior.Shape[2] : 1;
        Child("prior", (Module)prior);
        Evaluate();
    }

    public ICodePrior Prior { get; }

    public bool IsConditional { get; }

    public static ToyCodeModel Pixel(int side = 8, int cells = 4, int size = 16, int classes = 0, int groups = 1, ulong seed = 1)
    {
        using var generator = new Generator(seed);
        var net = new GatedPixelCnn(new() { Layers = 3, Features = 8, SkipFeatures = 8, FirstKernel = 5 }, size, generator, groups, classes);
        var prior = new GatedPixelCnnPrior(net, cells, cells);
        using (Gradients.Off())
            foreach (var (name, value) in prior.NamedParameters())
                // Random weights make flat distributions; steeper ones yet would give codes probabilities below one part of the whole, which coding raises.
                if (name.Contains("head", StringComparison.Ordinal)) value.MulInPlace(2);
        return new(side, cells, prior, classes > 0);
    }

    public Tensor EncodeCodes(Batch x)
    {
        var block = side / cells;
        var means = x.X.Reshape([x.Count, cells, block, cells, block]).Mean([2, 4]);
        var codes = (means * Prior.CodebookSize).Floor().Clamp(0, Prior.CodebookSize - 1).To(DType.I64);
        return groups == 1 ? codes.Reshape([x.Count, .. Prior.Shape.Select(size => (long)size)]) : Ops.Stack([.. Enumerable.Range(0, groups).Select(g => g == 0 ? codes : codes * -1 + (Prior.CodebookSize - 1))], -1);
    }

    public Tensor DecodeCodes(Tensor codes, CodeConditions? conditions = null)
    {
        var (block, first) = (side / cells, groups == 1 ? codes : codes.Select(-1, 0));
        var values = (first.To(DType.F32) + 0.5) / Prior.CodebookSize;
        return values.View([codes.Size(0), cells, 1, cells, 1]).Expand([codes.Size(0), cells, block, cells, block]).Reshape([codes.Size(0), side * side]);
    }

    public CodeConditions? PriorConditions(Batch x) => IsConditional ? new(x.Labels) : null;

    public CodeConditions? DecoderConditions(Batch x) => null;

    public override LossTerms Loss(Batch batch, StepContext step) => throw new InvalidOperationException("it is not trained");
}
