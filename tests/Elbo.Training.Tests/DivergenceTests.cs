using Elbo.Testing;
using Elbo.Torch;
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
        failure.Message.ShouldContain($"'{failure.Term}' is not finite, first the {failure.Parameter}; the last good checkpoint is kept");
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
        Should.Throw<TrainingDivergedException>(() => trainer.Run(new Watcher(0, cancel), cancel.Token)).Message.ShouldStartWith("step 1: the weight 'decoder.logits.weight' is not finite;");
        Checkpoint.Latest(run.Stages[0].CheckpointsPath).ShouldBeNull();
    }

    private static void Set(Trainer trainer, string name, double value)
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        var parameter = trainer.Model.NamedParameters().Single(p => p.Name == name).Value;
        parameter.CopyInPlace(Tensor.Full(parameter.Shape, value, parameter.DType, Device.Cpu));
    }
}
