using System.Diagnostics;
using Elbo.Data;
using Elbo.Models;
using Elbo.Torch;
using Elbo.Torch.IO;
using Elbo.Torch.Optim;
using Elbo.Training.Runs;

namespace Elbo.Training;

/// <summary>
/// The loop: draw a batch, take the objective, step, and keep the books. All that the next step depends on is in a
/// <see cref="Checkpoint"/>, so a run that was stopped goes on as if it had not been.
/// </summary>
public sealed class Trainer : IDisposable
{
    private readonly RunDirectory run;
    private readonly IDataset data;
    private readonly Device device;
    private readonly BatchPlan plan;
    private readonly NoiseStream noise;
    private readonly Optimizer optimizer;
    private readonly Schedule learningRate;
    private readonly RunningTerms running = new();
    private readonly MetricsLog log;
    private double secondsBefore;

    /// <summary>Builds the model of the run and, when there is a checkpoint, goes on from the latest.</summary>
    /// <param name="run">Where results go.</param>
    /// <param name="data">Borrowed.</param>
    /// <param name="device">Where the model computes.</param>
    public Trainer(RunDirectory run, IDataset data, Device device = default)
    {
        (this.run, this.data, this.device) = (run, data, device);
        var config = run.Config;
        var seeds = new SeedStreams(config.Seed);
        plan = new(data, Split.Train, config.Training.Batch, seeds);
        noise = new(seeds.Seed("noise"));
        using var scope = TensorScope.Enter();
        using var initialisation = seeds.Open("initialisation");
        var latest = Checkpoint.Latest(run.CheckpointsPath);
        var mean = latest is null ? TrainingMean() : null;
        Model = ModelCatalog.Find(config.Model).Build(config.ModelSettings, new(data.Info.Shape, initialisation, mean));
        Model.To(device);
        run.DescribeModel(Model, data.Info);
        optimizer = UpdateRule.Create(config.Training, Model.NamedParameters());
        learningRate = UpdateRule.Schedule(config.Training, Steps);
        log = new(run.MetricsPath);
        if (latest is not null) Restore(latest);
    }

    /// <summary>The model being trained; the trainer disposes it.</summary>
    public Model Model { get; }

    /// <summary>Steps done.</summary>
    public long Step { get; private set; }

    /// <summary>Steps of the whole run.</summary>
    public long Steps => (long)plan.BatchesPerPass * run.Config.Training.Epochs;

    /// <summary>Trains to the end, or until <paramref name="cancel"/>: then the step is finished and a checkpoint written.</summary>
    /// <returns>True when the run is complete; its weights are then in <c>model/</c>.</returns>
    /// <exception cref="TrainingDivergedException">A term stopped being finite.</exception>
    public bool Run(ITrainingObserver observer, CancellationToken cancel = default)
    {
        var config = run.Config.Training;
        var clock = Stopwatch.StartNew();
        observer.Started(new(Steps, Step, config.Epochs, Model.ParameterCount));
        while (plan.Epoch < config.Epochs)
        {
            if (cancel.IsCancellationRequested)
            {
                Save(clock);
                return false;
            }
            if (TakeStep())
            {
                observer.Stepped(new(Step, (int)plan.Epoch + 1, running.Sums["objective"] / running.Examples));
                continue;
            }
            // The plan has moved on to the next epoch: the one before it is complete.
            var report = new EpochReport((int)plan.Epoch, Step, running.Means(), Watch(), optimizer.LearningRate, Elapsed(clock));
            running.Clear();
            log.Append(report);
            if (plan.Epoch % config.CheckpointEvery == 0 || plan.Epoch == config.Epochs) Save(clock);
            observer.EpochEnded(report);
        }
        run.SaveWeights(Model);
        return true;
    }

    public void Dispose()
    {
        Model.Dispose();
        optimizer.Dispose();
        log.Dispose();
    }

    /// <summary>One update; false at the end of an epoch, after which the next one begins. <see cref="Run"/> is made of these.</summary>
    public bool TakeStep()
    {
        using var scope = TensorScope.Enter();
        if (!plan.TryNext(out var batch)) return false;
        using var precision = PrecisionScope.Enter(run.Config.Training.Precision);
        var loss = Model.Loss(batch.To(device), noise);
        if (running.Add(loss) is { } term)
            throw new TrainingDivergedException($"step {Step + 1}", term);
        // The mean over the batch, as a weight of 1/B on each example's nats.
        loss.Objective.Backward(Tensor.Full(loss.Objective.Shape, 1.0 / loss.Objective.Count, loss.Objective.DType, device));
        optimizer.LearningRate = learningRate.At(Step);
        optimizer.Step();
        optimizer.ZeroGrad();
        Step++;
        return true;
    }

    /// <summary>The objective on the split held out: validation where there is one, else test.</summary>
    private Dictionary<string, double> Watch()
    {
        var split = data.Count(Split.Validation) > 0 ? Split.Validation : Split.Test;
        if (data.Count(split) == 0) return [];
        // A stream of its own, and evaluation mode: watching changes nothing.
        var ownNoise = new NoiseStream(new SeedStreams(run.Config.Seed).Seed("watch"));
        var terms = new RunningTerms();
        using var off = Gradients.Off();
        using var precision = PrecisionScope.Enter(run.Config.Training.Precision);
        Model.Evaluate();
        try
        {
            new OrderedBatches(data, split, 500).ForEach(batch =>
            {
                if (terms.Add(Model.Loss(batch.To(device), ownNoise)) is { } term) throw new TrainingDivergedException($"step {Step}, held-out data", term);
            });
            return terms.Means();
        }
        finally
        {
            Model.Train();
        }
    }

    private double Elapsed(Stopwatch clock) => secondsBefore + clock.Elapsed.TotalSeconds;

    private void Save(Stopwatch clock) => Checkpoint.Save(
        run.CheckpointsPath,
        new(Step, plan.GetState(), noise.Position, optimizer.Progress(), log.Flush(), running, Elapsed(clock)),
        Model.State(),
        optimizer.State());

    private void Restore(Checkpoint checkpoint)
    {
        var state = checkpoint.ReadState();
        SafetensorsReader.LoadInto(checkpoint.WeightsPath, Model.State());
        optimizer.LoadState(SafetensorsReader.Load(checkpoint.OptimizerPath).ToDictionary(t => t.Name, t => t.Value), state.Optimizer);
        plan.SetState(state.Plan);
        noise.Position = state.Noise;
        Step = state.Step;
        (running.Examples, running.Sums) = (state.Running.Examples, state.Running.Sums);
        secondsBefore = state.Seconds;
        log.CutTo(state.MetricsBytes);
    }

    /// <summary>Mean of each dimension over the training split, [D].</summary>
    private Tensor TrainingMean()
    {
        using var scope = TensorScope.Enter();
        var sum = Tensor.Zeros([data.Info.Dimensions], DType.F64);
        var batches = new OrderedBatches(data, Split.Train, 1000);
        batches.ForEach(batch => sum.AddInPlace(batch.X.Sum([0], dtype: DType.F64)));
        return scope.Keep((sum / (double)batches.Count).To(DType.F32));
    }
}

/// <summary>Training left the finite numbers; the message names the step and the term.</summary>
public sealed class TrainingDivergedException(string where, string term)
    : Exception($"{where}: '{term}' is not finite; the last good checkpoint is kept. Try a smaller training.learningRate, or training.clipNorm");
