using Elbo.Data;
using Elbo.Models;
using Elbo.Torch;
using Elbo.Torch.Optim;

namespace Elbo.Training.Steering;

/// <summary>
/// The data that training does not learn from. What is chosen is chosen on the validation split alone; the test split is only measured. Looking
/// changes nothing: the model is in evaluation mode, the noise is a stream of its own, and averaged weights are put back.
/// </summary>
internal sealed class HeldOut(IDataset data, Model model, TrainingStage stage, Device device, ulong seed, WeightEma? average, KlWarmUp? warmUp)
{
    private const int BatchSize = 500;

    /// <summary>Name of the term by which epochs are compared, as the objective says at the latest measuring.</summary>
    public string Watched { get; private set; } = EpochReport.Objective;

    /// <summary>Means of the objective, with the full weight of the divergence and all schedules at their end, and of its terms [nats per example]; empty for a split without examples.</summary>
    /// <exception cref="TrainingDivergedException">A term is not finite.</exception>
    public Dictionary<string, double> Measure(Split split, long step)
    {
        if (data.Count(split) == 0) return [];
        var noise = new NoiseStream(seed);
        var terms = new RunningTerms();
        Look(() => new OrderedBatches(data, split, BatchSize).ForEach(batch =>
        {
            var x = batch.To(device);
            var loss = stage.Loss(x, Full(noise));
            Watched = loss.Watched ?? EpochReport.Objective;
            if (terms.Add(loss) is { } term) throw new TrainingDivergedException($"step {step}, {split.ToString().ToLowerInvariant()} data", term, Origin(x));
        }));
        return terms.Means();
    }

    /// <summary>Lets <paramref name="look"/> use the model on up to <see cref="BatchSize"/> examples of the validation split, of the training split when nothing is held out.</summary>
    public void Glance(Action<Batch> look)
    {
        var from = data.Count(Split.Validation) > 0 ? Split.Validation : Split.Train;
        Look(() => new OrderedBatches(data, from, BatchSize, BatchSize).ForEach(batch => look(batch.To(device))));
    }

    private string? Origin(Batch x)
    {
        using var on = Gradients.On();
        return NonFinite.Origin(model, stage.Loss(x, Full(new(seed))).Objective);
    }

    private StepContext Full(NoiseStream noise) => new(noise) { Step = long.MaxValue, Epoch = long.MaxValue, KlWeight = warmUp?.Full ?? 1 };

    private void Look(Action look)
    {
        using var off = Gradients.Off();
        using var averaged = average?.SwapIn();
        model.Evaluate();
        try
        {
            look();
        }
        finally
        {
            stage.Prepare(model);
        }
    }
}
