using Elbo.Data;
using Elbo.Models;
using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Training.Tests;

/// <summary>Steps of two updates, over sets of one class, with a table written before each epoch.</summary>
public sealed class UpdatesTests : IDisposable
{
    private const string Id = "two-players";

    private static readonly string[] compared = ["model/weights.safetensors"];

    private readonly string root = Directory.CreateTempSubdirectory("elbo-updates-").FullName;

    static UpdatesTests() => ModelCatalog.Register(new(Id, "Two players", "none", "A test."), inputs => new TwoPlayers(inputs));

    public void Dispose() => Directory.Delete(root, true);

    [Fact]
    public void A_run_of_two_optimizers_sets_and_an_epoch_hook_that_was_stopped_anywhere_ends_with_the_same_bytes()
    {
        var whole = Path.Combine(root, "whole");
        Train(whole, Config()).ShouldBeTrue();
        Directory.GetFiles(Path.Combine(whole, "checkpoints"), "optimizer-judge.safetensors", SearchOption.AllDirectories).ShouldNotBeEmpty();
        // In the middle of an epoch, at its last step and after it.
        foreach (var stop in (long[])[1, 3, 4, 5, 8, 11])
        {
            var folder = Path.Combine(root, $"stopped-{stop}");
            Train(folder, Config(), stop).ShouldBeFalse();
            Train(folder, null).ShouldBeTrue();
            foreach (var file in compared) ToyRun.Digest(folder, file).ShouldBe(ToyRun.Digest(whole, file), $"{file}, stopped after {stop}");
            ToyRun.MetricsWithoutTime(folder).ShouldBe(ToyRun.MetricsWithoutTime(whole));
        }
    }

    [Fact]
    public void Each_update_moves_its_own_parts_with_its_own_learning_rate()
    {
        var folder = Path.Combine(root, "run");
        ToyRun.Watch(folder, Config(), out var watcher, data: new TwoKinds(ToyData.Open())).ShouldBeTrue();
        watcher.Epochs[0].Train.Keys.ShouldContain("judge_objective");
        using var model = Runs.RunDirectory.Open(folder).LoadModel();
        var parameters = model.NamedParameters().ToDictionary(p => p.Name, p => p.Value.ToArray<float>());
        // A step of Adam is about the learning rate, and there are eighteen at most: 1e-4 each for the judge, 0.1 for the player.
        Math.Abs(parameters["judge.bias"][0]).ShouldBeInRange(1e-6f, 2e-3f);
        parameters["player.bias"].ShouldContain(v => Math.Abs(v) > 0.05f);
    }

    private static Configuration.RunConfig Config() => ToyRun.Config("""{ "epochs": 3, "batch": 5, "learningRate": 0.1 }""", $$"""{ "id": "{{Id}}" }""");

    private static bool Train(string folder, Configuration.RunConfig? config, long stopAfter = long.MaxValue)
    {
        using var data = new TwoKinds(ToyData.Open());
        return ToyRun.Train(folder, config, stopAfter, data);
    }

    /// <summary>The toy images with their kind as label.</summary>
    private sealed class TwoKinds(IDataset inner) : IDataset
    {
        public DatasetInfo Info { get; } = inner.Info with { Classes = 2 };

        public string Fingerprint => inner.Fingerprint;

        public int Count(Split split) => inner.Count(split);

        public Batch Draw(Split split, ReadOnlySpan<long> examples, ulong? noise = null)
        {
            var batch = inner.Draw(split, examples, noise);
            return batch with { Labels = batch.Index.Remainder(2) };
        }

        public void Dispose() => inner.Dispose();
    }

    /// <summary>A player that fits a table, and a judge that says nothing.</summary>
    private sealed class TwoPlayers : Model, IStaged
    {
        private readonly Linear player, judge;
        private readonly Tensor table;

        public TwoPlayers(ModelInputs inputs)
        {
            using var scope = TensorScope.Enter();
            player = Child("player", new Linear(inputs.Dimensions, 2, inputs.Initialisation, biasInit: Initialisers.Zeros));
            judge = Child("judge", new Linear(2, 1, inputs.Initialisation, biasInit: Initialisers.Zeros));
            table = Buffer("table", Tensor.Zeros([2]));
            Stages =
            [
                new(TrainingStage.Whole, [new("player", ["player"], Loss), new("judge", ["judge"], Judge) { LearningRate = 1e-4 }])
                {
                    Plan = (data, batch, seeds) => new ClassSets(data, batch, 3, seeds),
                    BeforeEpoch = start => table.CopyInPlace(start.Noise.Normal([2]) + (double)start.Epoch),
                },
            ];
        }

        public IReadOnlyList<TrainingStage> Stages { get; }

        public override LossTerms Loss(Batch batch, StepContext step)
        {
            var nats = Squares(batch);
            return new(nats, [new("fit", nats, Weight: 1)]);
        }

        private LossTerms Judge(Batch batch, StepContext step)
        {
            var x = batch.X.Rank == 3 ? batch.X.Mean([1]) : batch.X;
            var nats = judge.Forward(player.Forward(x)).Square().Squeeze(-1) + step.Noise.Normal([x.Size(0)]);
            return new(nats, [new("verdict", nats, Weight: 1)]);
        }

        private Tensor Squares(Batch batch)
        {
            var x = batch.X.Rank == 3 ? batch.X.Mean([1]) : batch.X;
            return (player.Forward(x) - table).Square().Sum([-1]);
        }
    }
}
