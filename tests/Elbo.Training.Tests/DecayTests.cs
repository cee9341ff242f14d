using Elbo.Testing;
using Elbo.Torch;
using Elbo.Training.Runs;

namespace Elbo.Training.Tests;

[NoLeak]
public sealed class DecayTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("elbo-decay-").FullName;

    public void Dispose() => Directory.Delete(root, true);

    [Fact]
    public void Weights_decay_and_biases_do_not()
    {
        const float Rate = 1e-3f;
        // λ·lr = 1: what a parameter was is gone at each step, and a step of Adam remains, which is at most somewhat above the rate.
        var folder = Path.Combine(root, "run");
        ToyRun.Train(folder, ToyRun.Config("""{ "epochs": 3, "batch": 5, "optimizer": "adamW", "learningRate": 0.001, "weightDecay": 1000 }""")).ShouldBeTrue();
        using var scope = TensorScope.Enter();
        using var model = RunDirectory.Open(folder).LoadModel();
        foreach (var (name, value) in model.NamedParameters())
        {
            var largest = value.Abs().Max().ToDouble();
            if (value.Rank > 1) largest.ShouldBeLessThan(3 * Rate, name);
            else largest.ShouldBeGreaterThan(3 * Rate, name);
        }
    }
}
