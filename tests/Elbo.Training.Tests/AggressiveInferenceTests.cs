using System.Text.Json.Nodes;
using Elbo.Models.Configuration;
using Elbo.Testing;

namespace Elbo.Training.Tests;

/// <summary>Steps before which the posterior moves alone.</summary>
[NoLeak]
public sealed class AggressiveInferenceTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("elbo-aggressive-").FullName;

    public void Dispose() => Directory.Delete(root, true);

    [Fact]
    public void In_the_phase_the_encoder_moves_many_times_for_each_move_of_the_decoder_and_after_it_as_often()
    {
        // Four steps an epoch.
        ToyRun.Train(At("one"), ToyRun.Config("""{ "epochs": 1, "batch": 20, "aggressive": 1 }""")).ShouldBeTrue();
        ToyRun.Train(At("two"), ToyRun.Config("""{ "epochs": 2, "batch": 20, "aggressive": 1 }""")).ShouldBeTrue();
        var (one, two) = (Moves(At("one")), Moves(At("two")));
        // A step is two windows of ten batches at least, as the first has nothing to be compared with, and a hundred at most.
        one.Encoder.ShouldBeInRange(4 * 20, 4 * 100);
        (one.Encoder % 10).ShouldBe(0);
        one.Decoder.ShouldBe(4);
        two.ShouldBe((one.Encoder + 4, 8));
    }

    [Fact]
    public void The_phase_changes_what_is_learned_and_a_run_stopped_within_it_goes_on_as_if_it_had_not_been()
    {
        const string Settings = """{ "epochs": 2, "batch": 20, "aggressive": 2 }""";
        ToyRun.Train(At("whole"), ToyRun.Config(Settings)).ShouldBeTrue();
        ToyRun.Train(At("stopped"), ToyRun.Config(Settings), stopAfter: 3).ShouldBeFalse();
        ToyRun.Train(At("stopped"), null).ShouldBeTrue();
        ToyRun.Digest(At("stopped"), "model/weights.safetensors").ShouldBe(ToyRun.Digest(At("whole"), "model/weights.safetensors"));
        ToyRun.Train(At("plain"), ToyRun.Config("""{ "epochs": 2, "batch": 20 }""")).ShouldBeTrue();
        ToyRun.Digest(At("plain"), "model/weights.safetensors").ShouldNotBe(ToyRun.Digest(At("whole"), "model/weights.safetensors"));
    }

    [Fact]
    public void Where_nothing_is_of_the_posterior_alone_it_is_refused()
    {
        Should.Throw<ConfigException>(() => ToyRun.Config("""{ "aggressive": 1 }""", """{ "id": "factor-vae" }"""))
            .Message.ShouldBe("training.aggressive: 'factor-vae' has no network of q(z | x) that could move alone");
        Should.Throw<ConfigException>(() => ToyRun.Config("""{ "aggressive": -1 }""")).Message.ShouldBe("training.aggressive must be 0 or more epochs, is -1");
    }

    private string At(string name) => Path.Combine(root, name);

    // The most that any parameter of each has been moved.
    private static (long Encoder, long Decoder) Moves(string run)
    {
        var steps = JsonNode.Parse(File.ReadAllText(Directory.GetFiles(Path.Combine(run, "checkpoints"), "state.json", SearchOption.AllDirectories).Order().Last()))!["Optimizer"]!["Steps"]!.AsObject();
        return (Most("encoder."), Most("decoder."));

        long Most(string part)
        {
            long[] own = [.. steps.Where(s => s.Key.StartsWith(part, StringComparison.Ordinal)).Select(s => (long)s.Value!)];
            own.ShouldAllBe(count => count == own[0]);
            return own[0];
        }
    }
}
