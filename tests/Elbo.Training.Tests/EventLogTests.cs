using System.Text.Json.Nodes;
using Elbo.Testing;
using Elbo.Training.Runs;

namespace Elbo.Training.Tests;

[NoLeak]
public sealed class EventLogTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("elbo-events-").FullName;

    public void Dispose() => Directory.Delete(root, true);

    [Fact]
    public void TensorBoards_file_holds_what_the_metrics_log_holds()
    {
        EventFileReader.Crc32C("123456789"u8).ShouldBe(0xe3069283); // the polynomial's check value
        ToyRun.Train(root, ToyRun.Config("""{ "epochs": 3, "batch": 20, "klWarmUp": 2 }"""));
        var events = EventFileReader.Events(RunDirectory.Open(root).Stages[0].EventsPath);
        events[0].Version.ShouldBe("brain.Event:2");
        events.ShouldAllBe(e => Math.Abs(e.WallTime - DateTimeOffset.UtcNow.ToUnixTimeSeconds()) < 3600);
        var metrics = ToyRun.Metrics(root);
        events.Skip(1).Select(e => e.Step).ShouldBe(metrics.Select(m => (long)m["step"]!));
        foreach (var (logged, line) in events.Skip(1).Zip(metrics))
        {
            string[] expected = ["train/objective", "train/reconstruction", "train/kl", "held_out/objective", "held_out/reconstruction", "held_out/kl", "test/objective", "test/reconstruction", "test/kl", "learning_rate", "gradient_norm", "kl_weight"];
            logged.Scalars.Select(s => s.Tag).Order().ShouldBe(expected.Order());
            foreach (var (tag, value) in logged.Scalars)
            {
                JsonNode? at = line;
                foreach (var key in tag.Split('/')) at = at![key];
                // The log rounds to six decimals, the events to single precision.
                ((double)value).ShouldBe((double)at!, 1e-6 + 1e-6 * Math.Abs(value), tag);
            }
        }
    }

    [Fact]
    public void What_was_logged_after_the_checkpoint_a_run_goes_on_from_is_not_there_twice()
    {
        ToyRun.Train(root, ToyRun.Config("""{ "epochs": 5, "batch": 40, "keepCheckpoints": 9 }"""));
        var (events, metrics) = (EventFileReader.Scalars(root), ToyRun.MetricsWithoutTime(root));
        // As if it had been killed in epoch 3: logs are ahead of the checkpoint.
        foreach (var step in (int[])[6, 8, 10]) Directory.Delete(Path.Combine(root, $"checkpoints/step-{step}"), true);
        ToyRun.Train(root, null).ShouldBeTrue();
        EventFileReader.Scalars(root).ShouldBe(events);
        ToyRun.MetricsWithoutTime(root).ShouldBe(metrics);
    }

    [Fact]
    public void Who_wants_no_events_gets_none()
    {
        ToyRun.Train(root, ToyRun.Config("""{ "epochs": 1, "tensorBoard": false }"""));
        Directory.Exists(Path.Combine(root, "tensorboard")).ShouldBeFalse();
    }
}
