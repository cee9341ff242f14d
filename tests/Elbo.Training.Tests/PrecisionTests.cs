using System.Text.Json.Nodes;
using Elbo.Testing;
using Elbo.Torch;
using Elbo.Training.Configuration;
using Elbo.Training.Runs;
using Elbo.Training.Warnings;

namespace Elbo.Training.Tests;

/// <summary>Training with matrix products in bf16.</summary>
[NoLeak]
public sealed class PrecisionTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("elbo-precision-").FullName;

    public void Dispose() => Directory.Delete(root, true);

    [Fact]
    public void A_run_in_bf16_ends_near_one_in_f32_but_not_at_it()
    {
        var (full, low) = (Bound(Train("f32")), Bound(Train("bf16")));
        // The bound of these 16 pixels is some 8 nats; two seeds of f32 end 0.1 apart.
        low.ShouldBe(full, 0.25);
        low.ShouldNotBe(full);
        low.ShouldBeLessThan(9);
    }

    [Fact]
    public void A_run_in_bf16_keeps_f32_weights_and_repeats_to_the_byte_when_stopped()
    {
        var (whole, stopped) = (Train("bf16", "whole"), Train("bf16", "stopped", stopAfter: 37));
        using (var data = ToyData.Open())
        using (var trainer = new Trainer(RunDirectory.Open(stopped), data))
        {
            trainer.Model.Parameters().ShouldAllBe(p => p.DType == DType.F32);
            while (trainer.Step < trainer.Steps) trainer.TakeStep();
            var run = RunDirectory.Open(stopped);
            run.SaveWeights(trainer.Model, run.Stages[0], WeightsKind.Last);
        }
        Bytes(stopped).ShouldBe(Bytes(whole));
        PrecisionScope.Current.ShouldBe(MatrixPrecision.F32);
    }

    private static byte[] Bytes(string folder) => File.ReadAllBytes(Path.Combine(folder, "model/weights.safetensors"));

    private static double Bound(string folder) =>
        (double)JsonNode.Parse(File.ReadLines(Path.Combine(folder, "metrics.jsonl")).Last())!["held_out"]!["objective"]!;

    private string Train(string precision, string? name = null, long stopAfter = long.MaxValue)
    {
        var folder = Path.Combine(root, name ?? precision);
        var config = RunConfig.Resolve((JsonObject)JsonNode.Parse($$"""
            { "model": { "latent": 2, "hidden": [32] }, "data": { "id": "toy" },
              "training": { "epochs": 40, "batch": 20, "learningRate": 0.01, "precision": "{{precision}}" } }
            """)!);
        using var data = ToyData.Open();
        using var trainer = new Trainer(RunDirectory.Create(folder, config), data);
        using var cancel = new CancellationTokenSource();
        trainer.Run(new Stopping(stopAfter, cancel), cancel.Token);
        return folder;
    }

    private sealed class Stopping(long after, CancellationTokenSource cancel) : ITrainingObserver
    {
        public void Started(TrainingStart start)
        {
        }

        public void Stepped(in StepReport step)
        {
            if (step.Step == after) cancel.Cancel();
        }

        public void EpochEnded(EpochReport epoch)
        {
        }

        public void Warned(TrainingWarning warning)
        {
        }
    }
}
