using Elbo.Torch;

namespace Elbo.Models.Likelihoods;

/// <summary>µ-law companding with µ = 255 (ITU-T G.711's curve without its segments): 256 classes, narrow around silence and wide at full scale.</summary>
public static class MuLaw
{
    /// <summary>Number of classes.</summary>
    public const int Classes = 256;

    private const double Mu = Classes - 1;

    /// <summary>f(x) = sgn(x)·ln(1 + µ|x|)/ln(1 + µ) in [−1, 1].</summary>
    /// <param name="x">In [−1, 1]; what lies outside is clipped.</param>
    public static Tensor Compress(Tensor x)
    {
        var inside = x.Clamp(-1, 1);
        return inside.Sign() * (inside.Abs() * Mu).Log1p() / Math.Log(1 + Mu);
    }

    /// <summary>The class of each sample, I64 in [0, 255]: class k stands for f(x) = 2k/µ − 1, and the nearest is taken.</summary>
    public static Tensor Encode(Tensor x) => ((Compress(x) + 1) * (Mu / 2) + 0.5).Floor().To(DType.I64);

    /// <summary>The sample each class stands for, F32 in [−1, 1].</summary>
    /// <param name="classes">I64 in [0, 255].</param>
    public static Tensor Decode(Tensor classes)
    {
        var y = classes.To(DType.F64) * (2 / Mu) - 1;
        return (y.Sign() * (y.Abs() * Math.Log(1 + Mu)).Expm1() / Mu).To(DType.F32);
    }
}
