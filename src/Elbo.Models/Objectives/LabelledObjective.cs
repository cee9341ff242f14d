using Elbo.Data;
using Elbo.Probability;
using Elbo.Torch;

namespace Elbo.Models.Objectives;

/// <summary>
/// The objective of semi-supervised learning (Kingma et al. 2014, arXiv 1406.5298, eq. 6 to 9): L(x, y) = −E_q[log p(x | y, z)] − log p(y) + KL(q(z | x, y) ‖ p(z)) of examples that say
/// their class, U(x) = Σ_y q(y | x) L(x, y) − H(q(y | x)) of those that do not, p(y) uniform, and α times the mean of −log q(y | x) over the former. Terms <c>reconstruction</c>, <c>kl</c> of z,
/// <c>label_kl</c> of y, <c>classification</c>; <c>error</c> is noted, a mean over examples of the batch that say their class.
/// </summary>
/// <param name="alpha">Weight of the classification beside the mean over examples: the paper's, divided by their number.</param>
/// <param name="baseline">Buffer [2] of the moving average and its weight; null unless <paramref name="gradient"/> takes one.</param>
public sealed class LabelledObjective(ILabelledModel model, int column, double alpha, LabelGradient gradient, Tensor? baseline = null)
{
    private const double Decay = 0.99;

    private int Classes => model.Factor.Levels;

    /// <summary>What is minimised, [B].</summary>
    /// <param name="learns">Whether labels are learned from; else every example costs U(x), and labels serve for the notes alone.</param>
    public LossTerms Of(Batch x, StepContext step, bool learns)
    {
        var pass = new Pass(step);
        var labels = x.Factors?.Select(1, column).Contiguous().ToArray<long>() ?? [.. Enumerable.Repeat(Factor.Unknown, x.Count)];
        var logQ = model.ClassLogits(x, pass).LogSoftmax(-1);
        List<long> labelled = [], others = [];
        for (var b = 0; b < labels.Length; b++) (learns && labels[b] >= 0 ? labelled : others).Add(b);
        List<Part> parts = [];
        if (labelled.Count > 0) parts.Add(Labelled(x, [.. labelled], [.. labelled.Select(b => labels[b])], pass));
        if (others.Count > 0) parts.Add(Unlabelled(x, [.. others], logQ, pass, learns));
        var (reconstruction, kl, labelKl, score) = Joined(parts, [.. labelled, .. others], x);
        List<LossTerm> terms =
        [
            new("reconstruction", reconstruction, Weight: 1),
            new("kl", kl, Weight: step.KlWeight),
            new("label_kl", labelKl, Weight: 1),
        ];
        var objective = reconstruction + kl * step.KlWeight + labelKl;
        if (score is not null) objective += score;
        if (labels.Any(l => l >= 0))
        {
            var (cost, error) = Classification(labels, logQ);
            terms.Add(new("classification", cost, Weight: learns ? alpha : null));
            terms.Add(new("error", error, Unit.Fraction));
            if (learns) objective += cost * alpha;
        }

        return new(pass.Added(objective), [.. terms, .. pass.Terms]);
    }

    private Part Labelled(Batch x, long[] rows, long[] labels, Pass pass)
    {
        var cost = model.CostAt(x.Rows(Rows(rows, x)), Rows(labels, x).Unsqueeze(0), pass);
        return new(cost.Reconstruction.Squeeze(0), cost.Kl.Squeeze(0), Tensor.Full([rows.Length], Math.Log(Classes), cost.Kl.DType, x.X.Device), null);
    }

    private Part Unlabelled(Batch x, long[] rows, Tensor allLogQ, Pass pass, bool learns)
    {
        var at = Rows(rows, x);
        var (some, logQ) = (x.Rows(at), allLogQ.IndexSelect(0, at));
        var labelKl = (logQ.Exp() * logQ).Sum([-1]) + Math.Log(Classes);
        if (gradient == LabelGradient.Exact)
        {
            var all = Tensor.Arange(Classes, device: x.X.Device).Unsqueeze(1).Expand([Classes, rows.Length]);
            var cost = model.CostAt(some, all, pass);
            var weights = logQ.Exp().T();
            return new((weights * cost.Reconstruction).Sum([0]), (weights * cost.Kl).Sum([0]), labelKl, null);
        }

        var (labels, shares) = Draw(logQ, pass.Noise);
        var drawn = model.CostAt(some, labels, pass);
        var costs = (drawn.Reconstruction + drawn.Kl * pass.Step.KlWeight).Detach();
        var logAt = logQ.T().Gather(0, labels);
        // 0 in value; its gradient is that of the class that was drawn.
        var score = (shares * (costs - Baseline(costs, shares, learns)) * (logAt - logAt.Detach())).Sum([0]);
        return new((shares * drawn.Reconstruction).Sum([0]), (shares * drawn.Kl).Sum([0]), labelKl, score);
    }

    // Classes [K, n] and how much each counts, [K, n] without a gradient.
    private (Tensor Labels, Tensor Shares) Draw(Tensor logQ, NoiseStream noise)
    {
        using var off = Gradients.Off();
        if (gradient != LabelGradient.WithinExample)
        {
            var draws = gradient == LabelGradient.LeaveOneOut ? 2 : 1;
            var labels = new Categorical(logQ).Draw(noise, draws).Value;
            return (labels, Tensor.Full([draws, logQ.Size(0)], 1.0 / draws, logQ.DType, logQ.Device));
        }

        // The largest of logits with Gumbel noise are draws without repetition.
        var u = noise.Uniform(logQ.Shape, logQ.Device, logQ.DType).Clamp(1e-20, 1);
        var different = (logQ - (-u.Log()).Log()).Topk(Math.Min(2, Classes), -1).Indices;
        return (different.T().Contiguous(), logQ.Gather(-1, different).Softmax(-1).T());
    }

    // What costs [K, n] are compared with.
    private Tensor Baseline(Tensor costs, Tensor shares, bool learns) => gradient switch
    {
        LabelGradient.LeaveOneOut => costs.Flip([0]),
        LabelGradient.WithinExample => (shares * costs).Sum([0], keepdim: true),
        LabelGradient.MovingAverage => Average(costs, learns),
        _ => Tensor.Zeros([1], costs.DType, costs.Device),
    };

    // Of the steps before this one, so that no example is compared with itself; looking at examples leaves it as it is.
    private Tensor Average(Tensor costs, bool learns)
    {
        using var off = Gradients.Off();
        var kept = baseline ?? throw new InvalidOperationException("a moving average needs a buffer");
        var (sum, weight) = (kept.Narrow(0, 0, 1), kept.Narrow(0, 1, 1));
        var average = sum / weight.ClampMin(1e-12);
        if (!learns) return average;
        kept.MulInPlace(Decay);
        kept.AddInPlace(Ops.Cat([costs.Mean().Reshape([1]), Tensor.Ones([1], costs.DType, costs.Device)]) * (1 - Decay));
        return average;
    }

    // Parts in the order of the batch, weighed as its plan says.
    private static Part Joined(List<Part> parts, long[] rows, Batch x)
    {
        var places = new long[rows.Length];
        for (var k = 0; k < rows.Length; k++) places[rows[k]] = k;
        var order = Rows(places, x);
        var weight = x.Fields.Contains(LabelledBatches.Weight) ? x[LabelledBatches.Weight] : null;
        var score = parts.Exists(p => p.Score is not null) ? In(p => p.Score ?? Tensor.Zeros(p.Kl.Shape, p.Kl.DType, p.Kl.Device)) : null;
        return new(In(p => p.Reconstruction), In(p => p.Kl), In(p => p.LabelKl), score);

        Tensor In(Func<Part, Tensor> values)
        {
            var all = parts.Count == 1 ? values(parts[0]) : Ops.Cat([.. parts.Select(values)]);
            all = all.IndexSelect(0, order);
            return weight is null ? all : all * weight;
        }
    }

    // Scaled so that the mean over the batch is that over its examples with a label.
    private static (Tensor Cost, Tensor Error) Classification(long[] labels, Tensor logQ)
    {
        var scale = labels.Length / (float)labels.Count(l => l >= 0);
        var mask = Tensor.From([.. labels.Select(l => l >= 0 ? scale : 0)]).To(logQ.Device, logQ.DType);
        var at = Tensor.From([.. labels.Select(l => Math.Max(l, 0))]).To(logQ.Device, DType.I64);
        var cost = -logQ.Gather(-1, at.Unsqueeze(-1)).Squeeze(-1) * mask;
        using var off = Gradients.Off();
        return (cost, logQ.Argmax(-1).Ne(at).To(logQ.DType) * mask);
    }

    private static Tensor Rows(long[] rows, Batch x) => Tensor.From(rows).To(x.X.Device, DType.I64);

    private sealed record Part(Tensor Reconstruction, Tensor Kl, Tensor LabelKl, Tensor? Score);
}
