using Elbo.Data;
using Elbo.Models.Priors;
using Elbo.Torch;

namespace Elbo.Models;

/// <summary>
/// A code model whose q(z | x) is a point, the codes themselves: log p(x) ≥ log p(x | z) + log p(z) at them (van den Oord et al. 2017, §3.1). What
/// evaluators need follows from that; z holds the codes as numbers.
/// </summary>
public interface IPointCodeModel : ICodeModel, IElboModel
{
    /// <summary>log p(x | codes), [B] nats.</summary>
    /// <param name="codes">I64 [B, …shape].</param>
    Tensor LogLikelihood(Batch x, Tensor codes);

    bool ILatentVariableModel.HasPointPosterior => true;

    (Tensor Reconstruction, Tensor Kl) IElboModel.ElboTerms(Batch x, NoiseStream noise)
    {
        var codes = EncodeCodes(x);
        return (LogLikelihood(x, codes), -Prior.LogProb(codes, PriorConditions(x)));
    }

    LatentDraw ILatentVariableModel.Infer(Batch x, int samples, NoiseStream noise)
    {
        var codes = EncodeCodes(x).Flatten(1).To(DType.F32).Unsqueeze(0).Expand([samples, x.Count, Prior.Length()]);
        return new(codes, Tensor.Zeros([samples, x.Count]));
    }

    Tensor ILatentVariableModel.LogJoint(Batch x, Tensor z)
    {
        var conditions = PriorConditions(x);
        var parts = new Tensor[z.Size(0)];
        for (var s = 0; s < parts.Length; s++)
        {
            var codes = z.Select(0, s).To(DType.I64).Reshape([x.Count, .. Prior.Shape.Select(size => (long)size)]);
            parts[s] = LogLikelihood(x, codes) + Prior.LogProb(codes, conditions);
        }
        return Ops.Stack(parts, 0);
    }
}
