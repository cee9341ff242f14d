using Elbo.Torch;

namespace Elbo.Probability;

/// <summary>
/// Draws of a mixture of diagonal normal distributions as a differentiable function of its parameters, weights included, at fixed u_d = F_d(x_d | x_1 … x_{d−1}) (Graves 2016,
/// arXiv 1607.05690; Figurnov et al. 2018, arXiv 1805.08498, §3). F_d = Σ_k r_k Φ((x_d − μ_kd)/σ_kd) is weighed by what the elements before tell of the component, r_k. The Jacobian of
/// F in x is lower triangular, so a cotangent is taken back through its inverse in one pass from the last element to the first, O(D K). All in f64 and in logarithms: a ratio of two
/// tails is lost in f32.
/// </summary>
internal sealed class MixturePath : CustomFunction
{
    // −log of the least conditional density that is divided by.
    private const double Farthest = 69;

    private readonly MixtureGradient kind;

    private MixturePath(MixtureGradient kind) => this.kind = kind;

    /// <summary>x, to which gradients are attached.</summary>
    /// <param name="x">Draws […, D] without a gradient.</param>
    /// <param name="mu">[…, K, D].</param>
    /// <param name="std">[…, K, D].</param>
    /// <param name="logits">[…, K].</param>
    /// <param name="choice">The component of each draw, i64 […].</param>
    public static Tensor Attach(Tensor x, Tensor mu, Tensor std, Tensor logits, Tensor choice, MixtureGradient kind)
    {
        new MixturePath(kind).Attach([mu, std, logits], [x], [x.Clone(), mu, std, logits, choice]);
        return x;
    }

    protected override void Backward(ReadOnlySpan<Tensor?> incoming, ReadOnlySpan<Tensor> saved, ReadOnlySpan<bool> needed, Span<Tensor?> gradients)
    {
        if (incoming[0] is not { } cotangent) return;
        var (size, components) = (saved[1].Size(-1), saved[1].Size(-2));
        // [D, N, 1], [D, N, K] and [N, K].
        Tensor g = Numerics.Wide(cotangent).Reshape([-1, 1, size]).Permute([2, 0, 1]).Contiguous(), x = Numerics.Wide(saved[0]).Reshape([-1, 1, size]).Permute([2, 0, 1]);
        Tensor mu = Rows(saved[1]), std = Rows(saved[2]), logits = Numerics.Wide(saved[3]).Reshape([-1, components]);
        var u = (x - mu) / std;
        var logP = (u.Square() + Normal.LogTwoPi) * -0.5 - std.Log();
        var logR = (logits.LogSoftmax(-1) + logP.Cumsum(0) - logP).LogSoftmax(-1);
        var logS = (logR + logP).Logsumexp([-1], keepdim: true);
        var a = Slopes(u, logR, logS);
        var slope = u / std;

        // h = J⁻ᵀ g, J being the Jacobian with its rows divided by its diagonal s; t_d = Σ_{e > d} a_e h_e.
        var sum = Tensor.Zeros(logits.Shape, DType.F64, logits.Device);
        Tensor[] h = new Tensor[size], t = new Tensor[size];
        for (var d = size - 1; d >= 0; d--)
        {
            t[d] = sum;
            h[d] = g[d] + (slope[d] * sum).Sum([-1], keepdim: true);
            sum = sum.Addcmul(a[d], h[d]);
        }
        gradients[2] = Like(-sum, saved[3]);
        if (kind == MixtureGradient.Hybrid)
        {
            var own = saved[4].Reshape([-1]).OneHot(components).To(DType.F64) * g;
            gradients[0] = Back(own, saved[1]);
            gradients[1] = Back(own * u, saved[2]);
            return;
        }
        Tensor all = Ops.Stack(h), later = Ops.Stack(t), share = all * (logR + logP - logS).Exp();
        gradients[0] = Back(share - later * slope, saved[1]);
        gradients[1] = Back(share * u - later * (u.Square() - 1) / std, saved[2]);
    }

    /// <summary>r_k (Φ_k − F)/s, from the tail in which less of the mass lies: from the other, differences of numbers near 1 would be left.</summary>
    private static Tensor Slopes(Tensor u, Tensor logR, Tensor logS)
    {
        Tensor r = logR.Exp(), below = u.SpecialNdtr(), above = (-u).SpecialNdtr();
        Tensor left = (r * below).Sum([-1], keepdim: true), right = (r * above).Sum([-1], keepdim: true);
        return left.Le(right).Where(below - left, right - above) * r * (-logS).ClampMax(Farthest).Exp();
    }

    private static Tensor Rows(Tensor parameter) => Numerics.Wide(parameter).Reshape([-1, parameter.Size(-2), parameter.Size(-1)]).Permute([2, 0, 1]).Contiguous();

    private static Tensor Back(Tensor rows, Tensor like) => Like(rows.Permute([1, 2, 0]), like);

    private static Tensor Like(Tensor values, Tensor like) => values.Reshape(like.Shape).To(like.DType);
}
