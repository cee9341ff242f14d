using Elbo.Data;
using Elbo.Evaluation.Measures;
using Elbo.Models.Latents;
using Elbo.Models.Objectives;
using Elbo.Torch;
using Elbo.Torch.Optim;

namespace Elbo.Evaluation.Scores;

/// <summary>
/// Likelihood regret (Xiao et al. 2020, arXiv 2003.02977, eq. 6): by how much the bound of an example rises when mean and log-variance of q(z | x) are fitted to it alone, from where the encoder
/// puts them. An encoder does well on what it was trained on. Both bounds are means over the same draws; the fit is a number of Adam steps on fresh ones, so that a regret can fall a little below 0.
/// </summary>
internal sealed class RegretScore : IExampleScore
{
    private const int BatchSize = 500, Steps = 50, Draws = 2, JudgingDraws = 20;
    private const double LearningRate = 0.05;

    public string Id => "regret";

    public string Summary => "by how much the bound rises when q(z|x) is fitted to the example alone, in 50 steps of Adam (Xiao 2020); slow";

    public bool HighIsStrange => true;

    public bool IsUsual => false;

    public string? Unfit(ScoreContext context) => MeasureFit.NoSpread(context.Measures.Model) ?? Unfitted(context.Measures);

    public IReadOnlyList<double> Take(ScoreContext context)
    {
        var measures = context.Measures;
        List<double> regrets = [];
        var seed = new SeedStreams(measures.Seed).Seed("regret");
        new OrderedBatches(measures.Data, measures.Split, BatchSize, measures.Limit).ForEach(batch =>
        {
            regrets.AddRange(Of(measures.Latent, batch, seed + (ulong)regrets.Count, measures.Cancel));
            measures.Progress?.Invoke(regrets.Count);
        });
        return regrets;
    }

    /// <summary>What keeps the posterior of the first example from being fitted.</summary>
    private static string? Unfitted(MeasureContext measures)
    {
        using var scope = TensorScope.Enter();
        try
        {
            if (new OrderedBatches(measures.Data, measures.Split, 1, 1).TryNext(out var batch)) _ = FreePosterior.Start(measures.Latent, batch);
            return null;
        }
        catch (UnfitException failure)
        {
            return failure.Message;
        }
    }

    private static double[] Of(ILatentVariables model, Batch batch, ulong seed, CancellationToken cancel)
    {
        using var scope = TensorScope.Enter();
        var free = FreePosterior.Start(model, batch);
        var before = Bounds(free, batch, seed + 1);
        var leaves = free.Parameters;
        using (var optimiser = new Adam(leaves, LearningRate))
        {
            var noise = new NoiseStream(seed);
            for (var step = 0; step < Steps; step++)
            {
                cancel.ThrowIfCancellationRequested();
                using var own = TensorScope.Enter();
                // Examples do not meet, so that the sum has the gradient of each.
                var loss = -Mean(Bound.Draw(free, batch, Draws, new(noise))).Sum();
                var gradients = Gradients.Of([loss], [.. leaves.Select(l => l.Value)]);
                for (var k = 0; k < gradients.Length; k++) leaves[k].Value.SetGrad(gradients[k]);
                optimiser.Step();
            }
        }

        var after = Bounds(free, batch, seed + 1);
        return [.. after.Zip(before, (best, first) => best - first)];
    }

    private static double[] Bounds(FreePosterior free, Batch batch, ulong seed)
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        return Mean(Bound.Draw(free, batch, JudgingDraws, new(new NoiseStream(seed)))).To(DType.F64).ToArray<double>();
    }

    /// <summary>The bound [B], a mean over draws.</summary>
    private static Tensor Mean(Bound bound) => SampleAxis.Mean(bound.LogLikelihood) - SampleAxis.Mean(bound.Divergence());
}
