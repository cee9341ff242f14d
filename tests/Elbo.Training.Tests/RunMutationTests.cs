using Elbo.Models.Configuration;
using Elbo.Testing;
using Elbo.Training.Configuration;
using Elbo.Training.Runs;
using Elbo.Training.Warnings;

namespace Elbo.Training.Tests;

/// <summary>Damaged files of a run: it goes on, or the file at fault is named in one line.</summary>
[NoLeak]
public sealed class RunMutationTests : IDisposable
{
    /// <summary>A model with its optimizer, and a network's worth of bookkeeping.</summary>
    private const long Bound = 16 << 20;

    private readonly string folder = Directory.CreateTempSubdirectory("elbo-test-").FullName;

    [Fact]
    public void A_damaged_configuration_is_read_or_refused() => Configurations(Mutation.Few);

    [Fact]
    [Trait("Category", "Long")]
    public void Many_damaged_configurations_are_read_or_refused() => Configurations(Mutation.Many);

    [Theory]
    [InlineData("state.json")]
    [InlineData("weights.safetensors")]
    [InlineData("optimizer.safetensors")]
    public void A_damaged_checkpoint_is_gone_on_from_or_refused(string file) => Checkpoints(file, Mutation.Few);

    [Theory]
    [Trait("Category", "Long")]
    [InlineData("state.json")]
    [InlineData("weights.safetensors")]
    [InlineData("optimizer.safetensors")]
    public void Many_damaged_checkpoints_are_gone_on_from_or_refused(string file) => Checkpoints(file, Mutation.Many);

    public void Dispose() => Directory.Delete(folder, true);

    private RunDirectory Trained()
    {
        var config = RunConfig.Resolve(new()
        {
            ["model"] = new System.Text.Json.Nodes.JsonObject { ["id"] = "vae", ["hidden"] = new System.Text.Json.Nodes.JsonArray(5), ["latent"] = 2 },
            ["training"] = new System.Text.Json.Nodes.JsonObject { ["epochs"] = 2, ["batch"] = 20 },
        });
        var run = RunDirectory.Create(Path.Combine(folder, "run"), config);
        using var data = ToyData.Open();
        using var trainer = new Trainer(run, data);
        trainer.Run(new Silent());
        return run;
    }

    private void Configurations(int count)
    {
        var run = Trained();
        var file = Path.Combine(run.Path, "config.json");
        Mutation.Run<ConfigException>(File.ReadAllBytes(file), count, 40, file, _ => RunDirectory.Open(run.Path), Bound).ShouldBeInRange(count / 3, count - 1);
    }

    private void Checkpoints(string name, int count)
    {
        var run = Trained();
        var file = Path.Combine(Checkpoint.Latest(run.Stages[0].CheckpointsPath)!.Path, name);
        using var data = ToyData.Open();
        var refused = Mutation.Run<IOException>(File.ReadAllBytes(file), count, 41, file, _ =>
        {
            try
            {
                using var trainer = new Trainer(run, data);
            }
            catch (RunException failure)
            {
                // One kind for the count; what names the folder of the checkpoint names the file well enough.
                failure.Message.ShouldContain(Path.GetDirectoryName(file)!);
                throw new IOException($"{failure.Message} ({file})");
            }
        }, Bound);
        refused.ShouldBeInRange(count / 4, count - 1);
    }

    private sealed class Silent : ITrainingObserver
    {
        public void Started(TrainingStart start)
        {
        }

        public void Stepped(in StepReport step)
        {
        }

        public void EpochEnded(EpochReport epoch)
        {
        }

        public void Warned(TrainingWarning warning)
        {
        }
    }
}
