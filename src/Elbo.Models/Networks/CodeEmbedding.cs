using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Networks;

/// <summary>Vectors for codes, summed over the G codes of a place: I64 [..., G] → [..., F]. Child <c>table</c>, G·K rows, group by group.</summary>
public sealed class CodeEmbedding : Layer
{
    private readonly Embedding table;
    private readonly int codebookSize, groups;

    /// <param name="codebookSize">K.</param>
    /// <param name="groups">G, each with K vectors of its own.</param>
    /// <param name="size">F.</param>
    public CodeEmbedding(int codebookSize, int groups, long size, Generator generator)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(codebookSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(groups, 1);
        (this.codebookSize, this.groups) = (codebookSize, groups);
        table = Child("table", new Embedding((long)codebookSize * groups, size, generator));
    }

    /// <exception cref="TorchException">A code is not in [0, K), or the last axis is not G.</exception>
    public override Tensor Forward(Tensor x)
    {
        if (x.Rank < 1 || x.Size(-1) != groups) throw new TorchException($"the embedding takes {groups} codes on the last axis, not {x}");
        if (groups == 1) return table.Forward(x.Squeeze(-1));
        // A code too large would otherwise find a vector of the next group.
        if (x.Count > 0 && (x.Min().ToInt64() < 0 || x.Max().ToInt64() >= codebookSize)) throw new TorchException($"a code is not in [0, {codebookSize})");
        var first = Tensor.Arange(groups, DType.I64, x.Device) * codebookSize;
        return table.Forward(x + first).Sum([-2]);
    }
}
