using System.Globalization;
using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Networks;

/// <summary>
/// From features that know the earlier places to logits: ReLU, 1×1, ReLU, 1×1. Of several codes at a place, code g also sees the codes before
/// it there, through vectors added before the second ReLU. Children <c>0</c>, <c>1</c>, … with <c>hidden</c>, <c>output</c>, <c>earlier</c>.
/// </summary>
public sealed class CodeHead : Module
{
    private readonly Group[] groups;

    /// <param name="features">S.</param>
    /// <param name="codebookSize">K.</param>
    /// <param name="groups">G, codes per place.</param>
    public CodeHead(long features, int codebookSize, int groups, Generator generator)
    {
        this.groups = new Group[groups];
        for (var g = 0; g < groups; g++)
            this.groups[g] = Child(g.ToString(CultureInfo.InvariantCulture), new Group(features, codebookSize, g, generator));
    }

    /// <summary>Logits of all places.</summary>
    /// <param name="features">[B, S, N].</param>
    /// <param name="codes">I64 [B, N, G]; code g of a place reaches the logits of the later ones there.</param>
    /// <returns>[B, K, N, G].</returns>
    public Tensor Forward(Tensor features, Tensor codes)
    {
        var active = features.Relu();
        if (groups.Length == 1) return groups[0].Forward(active, codes).Unsqueeze(-1);
        return Ops.Stack(Array.ConvertAll(groups, group => group.Forward(active, codes)), -1);
    }

    /// <summary>The weights as matrices, for one place at a time.</summary>
    internal Step[] Open(TensorHolder held) => Array.ConvertAll(groups, group => group.Open(held));

    /// <summary>Logits of one code at one place.</summary>
    internal sealed class Step(Tensor hidden, Tensor hiddenBias, Tensor output, Tensor outputBias, CodeEmbedding? earlier, int before)
    {
        /// <param name="active">ReLU of the features, [B, S].</param>
        /// <param name="codes">I64 [B, G]; those before this one are read.</param>
        /// <returns>[B, K].</returns>
        public Tensor Logits(Tensor active, Tensor codes)
        {
            var h = hiddenBias.Addmm(active, hidden);
            if (earlier is not null) h = h + earlier.Forward(codes.Narrow(1, 0, before));
            return outputBias.Addmm(h.Relu(), output);
        }
    }

    private sealed class Group : Module
    {
        private readonly int before;
        private readonly Conv1d hidden, output;
        private readonly CodeEmbedding? earlier;

        public Group(long features, int codebookSize, int before, Generator generator)
        {
            this.before = before;
            hidden = Child("hidden", new Conv1d(features, features, 1, generator));
            output = Child("output", new Conv1d(features, codebookSize, 1, generator));
            if (before > 0) earlier = Child("earlier", new CodeEmbedding(codebookSize, before, features, generator));
        }

        public Tensor Forward(Tensor active, Tensor codes)
        {
            var h = hidden.Forward(active);
            if (earlier is not null) h = h + earlier.Forward(codes.Narrow(2, 0, before)).Transpose(1, 2);
            return output.Forward(h.Relu());
        }

        public Step Open(TensorHolder held) => new(held.Adopt(hidden.Weight.Squeeze(-1).T().Contiguous()), hidden.Bias!,
            held.Adopt(output.Weight.Squeeze(-1).T().Contiguous()), output.Bias!, earlier, before);
    }
}
