using Elbo.Testing;
using Elbo.Torch;
using Elbo.Torch.IO;
using Elbo.Training.Runs;

namespace Elbo.Training.Tests;

[NoLeak]
public sealed class DivergenceTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("elbo-diverged-").FullName;

    public void Dispose() => Directory.Delete(root, true);

    [Theory]
    [InlineData(20, "step 10: ")]
    [InlineData(80, "step 3, validation data: ")]
    public void A_far_too_high_learning_rate_stops_with_step_term_and_weight_and_the_last_checkpoint_stays(int batch, string where)
    {
        var text = $$"""{ "optimizer": "sgd", "learningRate": 0.001, "batch": {{batch}}, "epochs": 2, "checkpointSteps": 1 }""";
        ToyRun.Train(root, ToyRun.Config(text));
        File.WriteAllText(Path.Combine(root, "config.json"), ToyRun.Config(text.Replace("0.001", "1e30").Replace("\"epochs\": 2", "\"epochs\": 9").Replace("\"checkpointSteps\": 1", "\"checkpointSteps\": null")).ToText());
        var failure = Should.Throw<TrainingDivergedException>(() => ToyRun.Train(root, null));
        failure.Message.ShouldStartWith(where);
        failure.Term.ShouldBeOneOf("reconstruction", "kl");
        // 1e30 times a gradient is finite, its square or a product of two such weights is not: the first trace may be either.
        failure.Parameter.ShouldNotBeNull().ShouldMatch("^(weight|gradient of) '(encoder|decoder)\\.[a-z_.0-9]+'$");
        failure.Message.ShouldContain($"'{failure.Term}' is not finite, first the {failure.Parameter}; checkpoints/step-{2 * 80 / batch} is good: go on from it with `elbo resume {root} --set training.learningRate=3.3E+29`");
        Checkpoint.Latest(Path.Combine(root, "checkpoints")).ShouldNotBeNull().ReadState().Step.ShouldBe(2 * 80 / batch);
    }

    [Fact]
    public void A_term_that_finite_weights_spoil_names_the_gradient()
    {
        using var data = ToyData.Open();
        using var trainer = new Trainer(RunDirectory.Create(root, ToyRun.Config("{}")), data);
        // exp(89) is beyond single precision, exp(89/2) is not: the divergence is infinite, the likelihood finite.
        Set(trainer, "encoder.log_var.bias", 89);
        var failure = Should.Throw<TrainingDivergedException>(() => trainer.TakeStep());
        (failure.Term, failure.Message.StartsWith("step 1: 'kl' is not finite, first the gradient of 'encoder.", StringComparison.Ordinal)).ShouldBe(("kl", true), failure.Message);
    }

    [Fact]
    public void Spoilt_weights_never_become_a_checkpoint()
    {
        using var data = ToyData.Open();
        var run = RunDirectory.Create(root, ToyRun.Config("""{ "batch": 40 }"""));
        using var trainer = new Trainer(run, data);
        trainer.TakeStep().ShouldBeTrue();
        Set(trainer, "decoder.logits.weight", double.NaN);
        using var cancel = new CancellationTokenSource();
        cancel.Cancel();
        // Asked to stop before the next step could notice.
        Should.Throw<TrainingDivergedException>(() => trainer.Run(new Watcher(0, cancel), cancel.Token)).Message.ShouldStartWith("step 1: the weight 'decoder.logits.weight' is not finite; no checkpoint was due yet: begin again with `elbo resume ");
        Checkpoint.Latest(run.Stages[0].CheckpointsPath).ShouldBeNull();
    }

    [Fact]
    public void Weights_under_which_the_next_batch_has_no_finite_objective_never_become_a_checkpoint()
    {
        using var data = ToyData.Open();
        var run = RunDirectory.Create(root, ToyRun.Config("""{ "batch": 40 }"""));
        using var trainer = new Trainer(run, data);
        trainer.TakeStep().ShouldBeTrue();
        // Every weight is finite; exp(89) is not in single precision.
        Set(trainer, "encoder.log_var.bias", 89);
        using var cancel = new CancellationTokenSource();
        cancel.Cancel();
        var failure = Should.Throw<TrainingDivergedException>(() => trainer.Run(new Watcher(0, cancel), cancel.Token));
        failure.Message.ShouldStartWith("step 2: 'kl' is not finite, first the gradient of 'encoder.");
        Checkpoint.Latest(run.Stages[0].CheckpointsPath).ShouldBeNull();
    }

    [Fact]
    public void The_way_on_that_the_message_names_works_and_is_recorded()
    {
        var text = """{ "optimizer": "sgd", "learningRate": 0.001, "batch": 20, "epochs": 3, "checkpointSteps": 1 }""";
        ToyRun.Train(root, ToyRun.Config(text), stopAfter: 3);
        File.WriteAllText(Path.Combine(root, "config.json"), ToyRun.Config(text.Replace("0.001", "1e30").Replace("\"checkpointSteps\": 1", "\"checkpointSteps\": null")).ToText());
        Should.Throw<TrainingDivergedException>(() => ToyRun.Train(root, null)).Message.ShouldContain("checkpoints/step-3 is good");
        Should.Throw<TrainingDivergedException>(() => ToyRun.Train(root, null));
        RunChanges.Apply(RunDirectory.Open(root), ["training.learningRate=0.001", "training.clipNorm=5"]).Config.Training.LearningRate.ShouldBe(0.001);
        ToyRun.Train(root, null).ShouldBeTrue();
        RunChanges.Of(RunDirectory.Open(root)).Select(c => $"{c["key"]} {c["from"]?.ToJsonString() ?? "null"} {c["to"]} {c["step"]}").ShouldBe(["training.learningRate 1E+30 0.001 3", "training.clipNorm null 5 3"]);
        Should.Throw<RunException>(() => RunChanges.Apply(RunDirectory.Open(root), ["training.learningRate=1"])).Message.ShouldContain("finished");
    }

    [Theory]
    [InlineData("training.batch=7", "--set training.batch: cannot change while a run is under way")]
    [InlineData("model.latent=7", "--set model.latent: cannot change")]
    [InlineData("seed=7", "--set seed: cannot change")]
    [InlineData("training.learningrate=7", "did you mean 'training.learningRate'?")]
    [InlineData("training.learningRate=-1", "training.learningRate must be positive, is -1")]
    [InlineData("training", "--set wants key=value")]
    public void What_cannot_change_under_way_is_refused_and_nothing_is_written(string assignment, string message)
    {
        ToyRun.Train(root, ToyRun.Config("{}"), stopAfter: 1);
        var before = File.ReadAllText(Path.Combine(root, "config.json"));
        var failure = Should.Throw<Elbo.Models.Configuration.ConfigException>(() => RunChanges.Apply(RunDirectory.Open(root), [assignment]));
        (failure.Message.Contains(message), failure.Message.Contains('\n')).ShouldBe((true, false), failure.Message);
        File.ReadAllText(Path.Combine(root, "config.json")).ShouldBe(before);
        RunChanges.Of(RunDirectory.Open(root)).ShouldBeEmpty();
    }

    [Fact]
    public void Weights_that_are_not_finite_are_not_loaded()
    {
        ToyRun.Train(root, ToyRun.Config("""{ "epochs": 1 }"""));
        using (var scope = TensorScope.Enter())
        {
            using var model = RunDirectory.Open(root).LoadModel();
            using var off = Gradients.Off();
            model.NamedParameters().First().Value.FillInPlace(double.NaN);
            SafetensorsWriter.Save(Path.Combine(root, "model", "weights.safetensors"), model.State());
        }
        Should.Throw<RunException>(() => RunDirectory.Open(root).LoadModel()).Message.ShouldContain("the weight 'encoder.body.0.weight' is not finite");
    }

    private static void Set(Trainer trainer, string name, double value)
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        var parameter = trainer.Model.NamedParameters().Single(p => p.Name == name).Value;
        parameter.CopyInPlace(Tensor.Full(parameter.Shape, value, parameter.DType, Device.Cpu));
    }
}
