using Elbo.Probability;
using Elbo.Torch;

namespace Elbo.Evaluation.Studies;

/// <summary>A way to estimate the gradient of E_q[f(x)] for a mixture q.</summary>
/// <param name="Key">snake_case.</param>
/// <param name="Gradient">How gradients go through draws of q, where they do.</param>
/// <param name="Surrogate">A number for each row of parameters [batch…] whose gradient is the estimate, given q, how often f may be evaluated, and f from […, D] to […].</param>
internal sealed record MixtureEstimator(string Key, string Name, MixtureGradient Gradient, Func<MixtureOfNormals, int, NoiseStream, Func<Tensor, Tensor>, Tensor> Surrogate)
{
    /// <summary>The marginalised first, which is what the others are compared with.</summary>
    public static IReadOnlyList<MixtureEstimator> All { get; } =
    [
        new("marginalised", "marginalised", MixtureGradient.Implicit, Marginalised),
        new("implicit", "implicit", MixtureGradient.Implicit, Pathwise),
        new("hybrid", "hybrid", MixtureGradient.Hybrid, Pathwise),
        new("score_baseline", "score, others as baseline", MixtureGradient.Implicit, (q, n, noise, f) => Score(q, n, noise, f, true)),
        new("score", "score", MixtureGradient.Implicit, (q, n, noise, f) => Score(q, n, noise, f, false)),
    ];

    private static Tensor Pathwise(MixtureOfNormals q, int evaluations, NoiseStream noise, Func<Tensor, Tensor> f) => f(q.Draw(noise, evaluations).Value).Mean([0]);

    private static Tensor Marginalised(MixtureOfNormals q, int evaluations, NoiseStream noise, Func<Tensor, Tensor> f)
    {
        var each = Math.Max(1, evaluations / checked((int)q.Components));
        return (f(q.DrawComponents(noise, each)).Mean([0]) * q.LogWeights().Exp().Movedim(-1, 0)).Sum([0]);
    }

    private static Tensor Score(MixtureOfNormals q, int evaluations, NoiseStream noise, Func<Tensor, Tensor> f, bool baseline)
    {
        Tensor x, signal;
        using (Gradients.Off())
        {
            x = q.Draw(noise, evaluations).Value;
            signal = f(x);
            if (baseline) signal = (signal - signal.Mean([0], keepdim: true)) * ((double)evaluations / (evaluations - 1));
        }
        return (signal * q.LogProb(x)).Mean([0]);
    }
}
