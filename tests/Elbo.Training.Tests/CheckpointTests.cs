using Elbo.Testing;
using Elbo.Training.Configuration;
using Elbo.Training.Runs;
using Elbo.Training.Steering;

namespace Elbo.Training.Tests;

[NoLeak]
public sealed class CheckpointTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("elbo-checkpoint-").FullName;

    private string Checkpoints => Path.Combine(root, "checkpoints");

    public void Dispose() => Directory.Delete(root, true);

    [Fact]
    public void Two_checkpoints_stay_and_half_written_ones_are_never_taken_and_go()
    {
        ToyRun.Train(root, ToyRun.Config("""{ "epochs": 5, "batch": 40 }"""));
        Names().ShouldBe(["step-10", "step-8"]);
        foreach (var rubbish in (string[])[".new-99", ".old-7"]) Directory.CreateDirectory(Path.Combine(Checkpoints, rubbish));
        Directory.CreateDirectory(Path.Combine(root, "samples"));
        foreach (var rubbish in (string[])["samples/samples.png.0123456789abcdef0123456789abcdef.tmp", "model/.weights.safetensors.7-0123456789abcdef0123456789abcdef.tmp", "best/.weights.safetensors.7-0123456789abcdef0123456789abcdef.tmp", "report.html.0123456789abcdef0123456789abcdef.tmp"]) File.WriteAllText(Path.Combine(root, rubbish), "");
        Checkpoint.Latest(Checkpoints)!.Path.ShouldEndWith("step-10");
        ToyRun.Train(root, null);
        Names().ShouldBe(["step-10", "step-8"]);
        Directory.EnumerateFiles(root, "*.tmp", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }).ShouldBeEmpty();
    }

    [Fact]
    public void Checkpoints_come_every_few_steps_where_asked_and_as_many_stay_as_asked()
    {
        ToyRun.Train(root, ToyRun.Config("""{ "epochs": 1, "batch": 8, "checkpointSteps": 3, "keepCheckpoints": 3 }"""));
        Names().ShouldBe(["step-10", "step-6", "step-9"]);
    }

    [Fact]
    public void Checkpoints_come_after_minutes_of_a_long_epoch()
    {
        var time = new HandClock();
        var clock = new CheckpointClock(new TrainingConfig { CheckpointMinutes = 5 }, time);
        clock.IsDue(1).ShouldBeFalse();
        time.Advance(TimeSpan.FromMinutes(4.9));
        clock.IsDue(2).ShouldBeFalse();
        time.Advance(TimeSpan.FromMinutes(0.2));
        clock.IsDue(3).ShouldBeTrue();
        clock.Reset();
        clock.IsDue(4).ShouldBeFalse();
        new CheckpointClock(new TrainingConfig { CheckpointMinutes = null }, time).IsDue(5).ShouldBeFalse();
    }

    [Fact]
    public void A_folder_with_something_in_it_is_refused_but_not_one_whose_making_was_cut_short()
    {
        File.WriteAllText(Path.Combine(root, "environment.json"), "{}");
        File.WriteAllText(Path.Combine(root, ".config.json.7-0123456789abcdef0123456789abcdef.tmp"), "{");
        RunDirectory.Exists(root).ShouldBeFalse();
        File.WriteAllText(Path.Combine(root, "note.txt"), "mine");
        Should.Throw<RunException>(() => RunDirectory.Create(root, ToyRun.Config("{}"))).Message.ShouldContain("is not empty");
        Should.Throw<RunException>(() => RunDirectory.Open(root)).Message.ShouldContain("no run here");
        File.Delete(Path.Combine(root, "note.txt"));
        RunDirectory.Create(root, ToyRun.Config("{}"));
        RunDirectory.Open(root).IsComplete.ShouldBeFalse();
    }

    private IEnumerable<string?> Names() => Directory.GetDirectories(Checkpoints).Select(Path.GetFileName).Order(StringComparer.Ordinal);

    private sealed class HandClock : TimeProvider
    {
        private long now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => now;

        public void Advance(TimeSpan by) => now += by.Ticks;
    }
}
