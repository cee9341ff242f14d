using Elbo.Data;
using Elbo.Evaluation.Images;
using Elbo.Evaluation.Visuals;
using Elbo.Models;
using Elbo.Torch;

namespace Elbo.Evaluation.Video;

/// <summary>Strips of frames: what truly happens above what a model makes of the first frames and the actions.</summary>
public static class RolloutStrips
{
    /// <summary>As bright as the background of a grid, and so unseen.</summary>
    private const double Background = 110.0 / 255;

    /// <summary>
    /// A pair of rows for the example's own actions, and one for each of the others, all after the same context. A gap parts the frames seen,
    /// which in the lower row have gone through their codes, from the predicted ones.
    /// </summary>
    /// <param name="others">Lists of <paramref name="steps"/> actions each; a simulator makes the truth under them.</param>
    /// <exception cref="ArgumentException">Other actions for data that no simulator makes, or for a model without actions.</exception>
    public static Raster Draw(IVideoPredictor model, IDataset data, Split split, long example, int context, int steps, IReadOnlyList<long[]> others, ulong seed = 1, double temperature = 1)
    {
        using var off = Gradients.Off();
        using var scope = TensorScope.Enter();
        var simulation = data as ISimulation;
        if (others.Count > 0 && (simulation is null || model.ActionCount == 0)) throw new ArgumentException("nothing says what happens under other actions", nameof(others));
        var batch = data.Draw(split, [example]);
        var own = RolloutQuality.Frames(batch.X, data.Info.Shape[0], context + steps);
        var actions = model.ActionsOf(batch)?.Narrow(1, 0, context + steps - 1);
        var (truths, predictions) = (new List<Tensor>(), new List<Tensor>());
        Add(own, actions);
        foreach (var chosen in others)
        {
            var all = Ops.Cat([actions!.Narrow(1, 0, context - 1), Tensor.From(chosen, 1, steps)], 1);
            Add(RolloutQuality.Frames(simulation!.Simulate(split, [example], all), context + steps, context + steps), all);
        }
        var shape = new ImageShape(model.FrameShape[0], model.FrameShape[1], model.FrameShape[2]) { Frames = context + steps + 1 };
        return shape.Pairs(Ops.Cat([.. truths], 0).Flatten(1), Ops.Cat([.. predictions], 0).Flatten(1));

        void Add(Tensor truth, Tensor? under)
        {
            truths.Add(Parted(truth));
            var seen = model.EncodeFrames(truth.Narrow(1, 0, context));
            // The same draws for all, so that they differ by the actions alone.
            var noise = new NoiseStream(new SeedStreams(seed).Seed("rollout"));
            predictions.Add(Parted(model.DecodeFrames(Ops.Cat([seen, model.Predict(seen, under, steps, noise, temperature)], 1))));
        }

        Tensor Parted(Tensor video) =>
            Ops.Cat([video.Narrow(1, 0, context), Tensor.Full([1, 1, video.Size(2)], Background), video.Narrow(1, context, steps)], 1);
    }
}
