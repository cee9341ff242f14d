using System.Diagnostics;
using Elbo.Data;
using Elbo.Models;
using Elbo.Torch;
using Elbo.Torch.IO;
using Elbo.Torch.Optim;
using Elbo.Training.Configuration;
using Elbo.Training.Logs;
using Elbo.Training.Runs;
using Elbo.Training.Steering;
using Elbo.Training.Warnings;

namespace Elbo.Training;

/// <summary>
/// The loop of one stage: draw a batch, take the objective, step, and keep the books. All that the next step depends on is in a
/// <see cref="Checkpoint"/>, so a run that was stopped goes on as if it had not been. Most models have one stage; for those of
/// several a trainer follows the other until <see cref="RunDirectory.IsComplete"/>.
/// </summary>
public sealed class Trainer : IDisposable
{
    private readonly RunDirectory run;
    private readonly IDataset data;
    private readonly Device device;
    private readonly TrainingStage stage;
    private readonly StageDirectory folder;
    private readonly TrainingConfig config;
    private readonly bool isLast;
    private readonly RunLock hold;
    private readonly IBatchPlan plan;
    private readonly NoiseStream noise;
    private readonly List<StageUpdate> updates = [];
    private readonly KlWarmUp? warmUp;
    private readonly AggressiveInference? inference;
    private readonly WeightEma? average;
    private readonly HeldOut heldOut;
    private readonly EarlyStopping stopping;
    private readonly CheckpointClock due;
    private readonly TrainingReview review;
    private readonly RunningTerms running = new();
    private readonly RunLogs logs;
    private readonly DataRange range;
    private readonly Stopwatch clock = new();
    private double secondsBefore;
    private string watched = EpochReport.Objective;
    private long restored;

    /// <summary>Builds the model of the run and begins its first stage that is not complete or, when that has a checkpoint, goes on from the latest.</summary>
    /// <param name="run">Where results go; no other process may be training it.</param>
    /// <param name="data">Borrowed.</param>
    /// <param name="device">Where the model computes.</param>
    /// <param name="model">An instance to train, as it is: taken over. Null builds the one that the configuration names; reading the run later needs that name in <see cref="ModelCatalog"/>.</param>
    /// <exception cref="RunException">Another process trains this run, or its checkpoint is damaged.</exception>
    /// <exception cref="Elbo.Models.Configuration.ConfigException">Something is to be chosen and nothing is held out to choose by.</exception>
    public Trainer(RunDirectory run, IDataset data, Device device = default, Model? model = null)
    {
        run.Config.CheckSelection(data);
        run.CheckHeldOut(data);
        (this.run, this.data, this.device) = (run, data, device);
        hold = new(run);
        try
        {
            run.RemoveLeftovers();
            var rootSeeds = new SeedStreams(run.Config.Seed);
            using var scope = TensorScope.Enter();
            using var initialisation = rootSeeds.Open("initialisation");
            var begun = run.Stages.Any(s => s.Find(WeightsKind.Last) is not null);
            var schema = DataSchema.Of(data);
            Model = model ?? ModelCatalog.Find(run.Config.Model).Build(run.Config.ModelSettings, new(schema, initialisation) { Statistics = begun ? null : new(data) });
            Model.To(device);
            range = Recognise();
            run.DescribeModel(Model, data, schema);

            var stages = TrainingStage.Of(Model);
            var number = stages.TakeWhile(s => run.Stage(s.Name).IsComplete).Count();
            if (number == stages.Count) number--;
            (stage, isLast) = (stages[number], number == stages.Count - 1);
            (folder, config) = (run.Stage(stage.Name), run.Config.TrainingOf(stage.Name));
            Directory.CreateDirectory(folder.CheckpointsPath);
            // A later stage has its own order of the data and its own noise.
            var seeds = number == 0 ? rootSeeds : new SeedStreams(rootSeeds.Seed($"stage-{stage.Name}"));

            plan = stage.Plan?.Invoke(data, config.Batch, seeds) ?? new BatchPlan(data, Split.Train, config.Batch, seeds);
            noise = new(seeds.Seed("noise"));
            foreach (var update in stage.Updates) updates.Add(new(update, Model, config, Steps));
            warmUp = KlWarmUp.For(config, plan.BatchesPerPass);
            inference = AggressiveInference.For(config, Model, data, seeds);
            average = config.Ema is { } decay ? new(Learning(), decay, warmUp: true) : null;
            heldOut = new(data, Model, stage, device, seeds.Seed("watch"), average, warmUp);
            stopping = new(config);
            due = new(config, TimeProvider.System);
            review = new(Model, run.Config, data, heldOut, config);
            logs = new(folder, config.TensorBoard);
            var latest = Checkpoint.Latest(folder.CheckpointsPath);
            if (latest is not null) RestoreWhole(latest);
            else if (number > 0) SafetensorsReader.LoadInto(run.Stage(stages[number - 1].Name).PathOf(WeightsKind.Last), Model.State());
            stage.Prepare(Model);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Keeps what the data is, or holds it against what it was.</summary>
    /// <exception cref="RunException">It is other data than the run was begun with.</exception>
    private DataRange Recognise()
    {
        var known = RunData.Find(run);
        if (known is not null && known.Fingerprint != data.Fingerprint)
        {
            throw new RunException($"{run.Path}: {run.Config.Data.Id} has changed since the run was begun, so it is not the data that the run has learned from; give the data back, train anew, or go on with what is there by "
                + $"`{TypedCommand.Of("resume", run.Path, "--changed-data")}`");
        }
        var found = DataRange.Of(Model, data, Split.Train);
        if (known is null) new RunData(data.Fingerprint, found.Low, found.High).Save(run);
        return found;
    }

    /// <summary>What the stage moves.</summary>
    private IEnumerable<(string Name, Tensor Value)> Learning() => Model.NamedParameters().Where(p => stage.Learns(p.Name));

    /// <summary>The model being trained; the trainer disposes it.</summary>
    public Model Model { get; }

    /// <summary>Name of the stage being trained.</summary>
    public string Stage => stage.Name;

    /// <summary>Steps done, of this stage.</summary>
    public long Step { get; private set; }

    /// <summary>Epochs of the stage, if nothing stops it early.</summary>
    public int Epochs => config.Epochs;

    /// <summary>Steps of the whole stage, if nothing stops it early.</summary>
    public long Steps => (long)plan.BatchesPerPass * config.Epochs;

    /// <summary>The epoch whose weights are in <c>best/</c>; null before the first has ended, and where nothing is held out to choose it by.</summary>
    public BestEpoch? Best => stopping.Best;

    /// <summary>
    /// Trains the stage to its end, until the objective has stopped improving for as long as the configuration waits, or until
    /// <paramref name="cancel"/>: then the step is finished and a checkpoint written.
    /// </summary>
    /// <returns>True when the stage is complete; with the last one the run is, and its weights are in <c>model/</c>.</returns>
    /// <exception cref="TrainingDivergedException">A term or a gradient stopped being finite.</exception>
    /// <exception cref="RunException">A checkpoint cannot be written.</exception>
    public bool Run(ITrainingObserver observer, CancellationToken cancel = default)
    {
        try
        {
            return Loop(observer, cancel);
        }
        catch (TrainingDivergedException failure)
        {
            throw failure.With(Divergence.WayOn(run, folder, config, went: Step > restored));
        }
    }

    private bool Loop(ITrainingObserver observer, CancellationToken cancel)
    {
        clock.Start();
        observer.Started(new(stage.Name, Steps, Step, config.Epochs, Learning().Sum(p => p.Value.Count)));
        if (Step == 0) Tell(observer, review.BeforeTraining(range));
        while (plan.Epoch < config.Epochs && !stopping.IsOver)
        {
            if (cancel.IsCancellationRequested)
            {
                Save();
                return false;
            }
            if (TakeStep())
            {
                observer.Stepped(new(Step, (int)plan.Epoch + 1, running.Sums["objective"] / running.Examples, !running.Units.ContainsKey("objective")));
                if (due.IsDue(Step)) Save();
            }
            else
            {
                // The plan has moved on to the next epoch: the one before it is complete.
                EndEpoch((int)plan.Epoch, observer);
            }
        }
        if (average is not null)
            using (average.SwapIn()) run.SaveWeights(Model, folder, WeightsKind.Ema);
        run.SaveWeights(Model, folder, WeightsKind.Last);
        if (isLast) run.Complete(folder);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Parts are missing where the constructor has failed.
        Model?.Dispose();
        foreach (var update in updates) update.Dispose();
        average?.Dispose();
        logs?.Dispose();
        hold.Dispose();
    }

    /// <summary>All updates of one step; false at the end of an epoch, after which the next one begins. <see cref="Run"/> is made of these.</summary>
    public bool TakeStep()
    {
        using var scope = TensorScope.Enter();
        if (plan.Position == 0) BeforeEpoch();
        if (!plan.TryNext(out var batch)) return false;
        using var precision = PrecisionScope.Enter(config.Precision);
        var (x, context) = (batch.To(device), new StepContext(noise) { Step = Step, Epoch = plan.Epoch, KlWeight = warmUp?.At(Step) ?? 1 });
        if (inference?.IsOn(plan.Epoch) == true) inference.Converge(x, Step, device, batch => Gradient(updates[0], batch, context), () => Move(updates[0]));
        foreach (var update in updates) Take(update, x, context);
        average?.Update();
        Step++;
        return true;
    }

    private void Take(StageUpdate update, Batch x, StepContext context)
    {
        var isFirst = update == updates[0];
        var loss = update.Update.Loss(x, context);
        if ((isFirst ? running.Add(loss) : running.AddBeside(loss, update.Update.Name)) is { } term)
            throw new TrainingDivergedException($"step {Step + 1}", term, NonFinite.Origin(Model, loss.Objective));
        if (isFirst)
        {
            watched = loss.Watched ?? EpochReport.Objective;
            if (Step == 0) review.Begin(running.Sums[watched] / running.Examples);
        }
        // The mean over the batch, as a weight of 1/B on each example's nats.
        loss.Objective.Backward(Tensor.Full(loss.Objective.Shape, 1.0 / loss.Objective.Count, loss.Objective.DType, device));
        if (inference?.IsOn(plan.Epoch) == true) inference.Hold();
        if (update.Move(config.ClipNorm, Step, first: isFirst && running.Norms == 0) is { } norm)
        {
            if (!double.IsFinite(norm) && NonFinite.Gradient(Model) is { } gradient) throw new TrainingDivergedException($"step {Step + 1}", null, gradient);
            if (isFirst) running.AddNorm(norm);
        }
        // The gradient of one update reaches parts that another moves.
        if (updates.Count == 1) update.Optimizer.ZeroGrad();
        else Model.ZeroGrad();
    }

    // Of a move that is no step of its own: it is in no mean of the epoch.
    private Tensor Gradient(StageUpdate update, Batch x, StepContext context)
    {
        var loss = update.Update.Loss(x, context);
        if (new RunningTerms().Add(loss) is { } term) throw new TrainingDivergedException($"step {Step + 1}", term, NonFinite.Origin(Model, loss.Objective));
        loss.Objective.Backward(Tensor.Full(loss.Objective.Shape, 1.0 / loss.Objective.Count, loss.Objective.DType, device));
        return loss.Objective.Detach();
    }

    private void Move(StageUpdate update)
    {
        update.Move(config.ClipNorm, Step, first: false);
        update.Optimizer.ZeroGrad();
    }

    private void BeforeEpoch()
    {
        if (stage.BeforeEpoch is not { } hook || plan.Epoch >= config.Epochs) return;
        using var off = Gradients.Off();
        using var precision = PrecisionScope.Enter(config.Precision);
        Model.Evaluate();
        hook(new((int)plan.Epoch + 1, () => new OrderedBatches(data, Split.Train, config.Batch), noise));
        stage.Prepare(Model);
    }

    private void EndEpoch(int epoch, ITrainingObserver observer)
    {
        using var precision = PrecisionScope.Enter(config.Precision);
        var (train, held) = (running.Means(), heldOut.Measure(Split.Validation, Step));
        Tell(observer, review.AfterEpoch(epoch, watched, train[watched]));
        var report = new EpochReport(epoch, Step, train, held, updates[0].Optimizer.LearningRate, Elapsed)
        {
            WatchedTerm = heldOut.Watched,
            Test = heldOut.Measure(Split.Test, Step),
            GradientNorm = running.Norms > 0 ? running.NormSum / running.Norms : null,
            LargestGradientNorm = running.Norms > 0 ? running.LargestNorm : null,
            KlWeight = warmUp?.At(Step - 1),
            Units = new Dictionary<string, Unit>(running.Units),
            Warnings = review.Of(epoch),
        };
        running.Clear();
        logs.Append(report);
        // Before the checkpoint, which must not speak of a best epoch that is not there.
        if (stopping.Improves(epoch, report.Watched))
            using (average?.SwapIn()) run.SaveWeights(Model, folder, WeightsKind.Best);
        if (epoch % config.CheckpointEvery == 0 || epoch == config.Epochs || stopping.IsOver) Save();
        observer.EpochEnded(report);
    }

    private static void Tell(ITrainingObserver observer, IReadOnlyList<TrainingWarning> warnings)
    {
        foreach (var warning in warnings) observer.Warned(warning);
    }

    private double Elapsed => secondsBefore + clock.Elapsed.TotalSeconds;

    private void Save()
    {
        // The update may have spoilt weights that gave finite terms: such a checkpoint would push out a good one.
        if (NonFinite.Weight(Model) is { } weight) throw new TrainingDivergedException($"step {Step}", null, weight);
        CheckNext();
        var (metrics, events) = logs.Flush();
        var state = new TrainingState(Step, plan.GetState(), noise.Position, updates[0].Optimizer.Progress(), metrics, running, Elapsed,
            events, stopping.Best, average?.Updates ?? 0, review.State)
        {
            Beside = updates.Skip(1).ToDictionary(u => u.Update.Name, u => u.Optimizer.Progress()),
        };
        Checkpoint.Save(folder.CheckpointsPath, state, Write, config.KeepCheckpoints);
        due.Reset();

        void Write(Checkpoint checkpoint)
        {
            SafetensorsWriter.Save(checkpoint.WeightsPath, Model.State());
            foreach (var update in updates) SafetensorsWriter.Save(OptimizerPath(checkpoint, update), update.Optimizer.State());
            if (average is null) return;
            using (average.SwapIn()) SafetensorsWriter.Save(checkpoint.AveragePath, Model.State());
        }
    }

    /// <summary>A checkpoint is good when the objectives of the batch that comes next are finite under its weights. Looking takes nothing away: plan and noise stand where they stood.</summary>
    private void CheckNext()
    {
        var (place, position) = (plan.GetState(), noise.Position);
        using var scope = TensorScope.Enter();
        using var precision = PrecisionScope.Enter(config.Precision);
        Model.Evaluate();
        try
        {
            // At the end of a pass the first of the next one.
            if (!plan.TryNext(out var batch) && !plan.TryNext(out batch)) return;
            var (x, context) = (batch.To(device), new StepContext(noise) { Step = Step, KlWeight = warmUp?.At(Step) ?? 1 });
            foreach (var update in updates)
            {
                using var own = TensorScope.Enter();
                LossTerms loss;
                using (Gradients.Off()) loss = update.Update.Loss(x, context);
                if (new RunningTerms().Add(loss) is { } term)
                    throw new TrainingDivergedException($"step {Step + 1}", term, NonFinite.Origin(Model, update.Update.Loss(x, context).Objective));
            }
        }
        finally
        {
            plan.SetState(place);
            noise.Position = position;
            stage.Prepare(Model);
        }
    }

    private string OptimizerPath(Checkpoint checkpoint, StageUpdate update) => checkpoint.OptimizerPath(update == updates[0] ? null : update.Update.Name);

    /// <exception cref="RunException">Parts of the checkpoint do not fit this run or each other.</exception>
    private void RestoreWhole(Checkpoint checkpoint)
    {
        try
        {
            Restore(checkpoint);
        }
        catch (Exception failure) when (failure is ArgumentException or DataException or KeyNotFoundException)
        {
            throw new RunException($"{checkpoint.Path}: damaged: {failure.Message}");
        }
    }

    private void Restore(Checkpoint checkpoint)
    {
        var state = checkpoint.ReadState();
        SafetensorsReader.LoadInto(checkpoint.WeightsPath, Model.State());
        foreach (var update in updates)
            update.Optimizer.LoadState(SafetensorsReader.Load(OptimizerPath(checkpoint, update)).ToDictionary(t => t.Name, t => t.Value), update == updates[0] ? state.Optimizer : state.Beside[update.Update.Name]);
        if (average is not null)
        {
            var averaged = SafetensorsReader.Load(checkpoint.AveragePath).ToDictionary(t => t.Name, t => t.Value);
            average.LoadState(average.State().ToDictionary(t => t.Name, t => averaged[t.Name]), state.AverageUpdates);
        }
        plan.SetState(state.Plan);
        noise.Position = state.Noise;
        Step = restored = state.Step;
        running.Take(state.Running);
        // A run that was begun when epochs were chosen on test data goes on without its choice.
        stopping.Restore(data.Count(Split.Validation) > 0 ? state.Best : null);
        review.Restore(state.Review);
        secondsBefore = state.Seconds;
        logs.CutTo(new(state.MetricsBytes, state.EventBytes));
    }
}
