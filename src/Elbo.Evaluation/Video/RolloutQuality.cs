using Elbo.Data;
using Elbo.Models;
using Elbo.Torch;

namespace Elbo.Evaluation.Video;

/// <summary>
/// How well videos of a split are predicted from their first frames and their actions, purely as codes, frame by frame of the rollout; beside
/// what no model of the dynamics, a model that heeds no actions and a perfect prediction of the codes would reach.
/// </summary>
/// <param name="Videos">How many were predicted.</param>
/// <param name="Predicted">Under the videos' own actions.</param>
/// <param name="Copied">The last frame seen, in place of a prediction.</param>
/// <param name="Decoded">The true frames' own codes: what is lost by the codes alone. All codes are right.</param>
/// <param name="WrongActions">Predicted under actions each replaced by the next in number: as good as <paramref name="Predicted"/> if the model
/// did not heed them. Null for videos without actions.</param>
/// <param name="OtherActions">The same prediction against what a simulator makes of those actions; null where there is none.</param>
public sealed record RolloutQuality(int Videos, IReadOnlyList<FrameAgreement> Predicted, IReadOnlyList<FrameAgreement> Copied, IReadOnlyList<FrameAgreement> Decoded,
    IReadOnlyList<FrameAgreement>? WrongActions, IReadOnlyList<FrameAgreement>? OtherActions)
{
    private const int BatchSize = 50;

    /// <param name="context">Frames seen, at least 1.</param>
    /// <param name="steps">Frames predicted, at least 1; with those seen no more than the videos have.</param>
    /// <param name="limit">At most this many videos, from the first.</param>
    /// <param name="temperature">Divides the logits of codes.</param>
    /// <param name="progress">Receives the number of videos done.</param>
    /// <exception cref="ArgumentOutOfRangeException">The videos are not long enough.</exception>
    public static RolloutQuality Measure(IVideoPredictor model, IDataset data, Split split, int context, int steps, int limit = int.MaxValue, ulong seed = 1,
        double temperature = 1, Action<long>? progress = null, CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(context, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(context + steps, data.Info.Shape[0], nameof(steps));
        using var off = Gradients.Off();
        var noise = new NoiseStream(new SeedStreams(seed).Seed("rollout"));
        FrameAgreement.Sums predicted = new(steps), copied = new(steps), decoded = new(steps), wrong = new(steps), other = new(steps);
        var (videos, simulation) = (0, data as ISimulation);
        new OrderedBatches(data, split, BatchSize, limit).ForEach(batch =>
        {
            cancel.ThrowIfCancellationRequested();
            var frames = Frames(batch.X, data.Info.Shape[0], context + steps);
            var (codes, actions) = (model.EncodeFrames(frames), model.ActionsOf(batch)?.Narrow(1, 0, context + steps - 1));
            var (seen, trueFrames, trueCodes) = (codes.Narrow(1, 0, context), frames.Narrow(1, context, steps), codes.Narrow(1, context, steps));
            Compare(predicted, model.Predict(seen, actions, steps, noise, temperature));
            Compare(decoded, trueCodes);
            copied.Add(frames.Narrow(1, context - 1, 1).ExpandAs(trueFrames), codes.Narrow(1, context - 1, 1).ExpandAs(trueCodes), trueFrames, trueCodes);
            if (actions is not null)
            {
                var changed = (actions.Narrow(1, context - 1, steps) + 1).Remainder(model.ActionCount);
                var all = Ops.Cat([actions.Narrow(1, 0, context - 1), changed], 1);
                var drawn = model.Predict(seen, all, steps, noise, temperature);
                Compare(wrong, drawn);
                if (simulation is not null)
                {
                    var made = Frames(simulation.Simulate(split, batch.Index.ToArray<long>(), all), context + steps, context + steps).Narrow(1, context, steps);
                    other.Add(model.DecodeFrames(drawn), drawn, made, model.EncodeFrames(made));
                }
            }
            videos += batch.Count;
            progress?.Invoke(videos);

            void Compare(FrameAgreement.Sums sums, Tensor drawn) => sums.Add(model.DecodeFrames(drawn), drawn, trueFrames, trueCodes);
        });
        return new(videos, predicted.Figures(), copied.Figures(), decoded.Figures(), model.ActionCount > 0 ? wrong.Figures() : null,
            model.ActionCount > 0 && simulation is not null ? other.Figures() : null);
    }

    /// <summary>The first frames of videos of <paramref name="length"/> frames, [B, T·D] to [B, count, D].</summary>
    internal static Tensor Frames(Tensor videos, int length, int count) => videos.View([videos.Size(0), length, -1]).Narrow(1, 0, count);
}
