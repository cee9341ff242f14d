using Elbo.Data;
using Elbo.Models.Zoo.GaussianVae;
using Elbo.Testing;
using Elbo.Torch;
using Elbo.Torch.Optim;

namespace Elbo.Models.Tests.Zoo.GaussianVae;

/// <summary>The trends of Kingma and Welling's figures 2 and 3 on grey MNIST, 784-H-J with tanh, weight prior, normal start of 0.01, Adam 1e-3, batches of 100.</summary>
[NoLeak]
public sealed class MnistTrendTests(ITestOutputHelper output)
{
    [Fact]
    public void A_quarter_pass_already_orders_code_sizes_and_puts_the_bounds_gradient_above_wake_sleep()
    {
        // 150 updates of a small network; the differences are several times those between seeds, 2 nats.
        var (twenty, two, wakeSleep) = (Bound(20, 100, 150, 2000), Bound(2, 100, 150, 2000), Bound(20, 100, 150, 2000, VaeObjective.WakeSleep));
        twenty.ShouldBeGreaterThan(two + 2);
        twenty.ShouldBeGreaterThan(wakeSleep + 5);
    }

    [Fact]
    [Trait("Category", "Long")]
    public void Two_passes_land_on_the_measured_bounds_in_the_papers_order()
    {
        // Another implementation of the same recipe: -138.6 and -168.1 nats on the test images; one seed, 2 nats of spread.
        const double Spread = 3;
        var (twenty, three, wakeSleep) = (Bound(20, 500, 1200, 10_000), Bound(3, 500, 1200, 10_000), Bound(20, 500, 1200, 10_000, VaeObjective.WakeSleep));
        twenty.ShouldBe(-138.6, Spread);
        three.ShouldBe(-168.1, Spread);
        twenty.ShouldBeGreaterThan(wakeSleep);
    }

    private double Bound(int latent, int hidden, int updates, int testImages, VaeObjective objective = VaeObjective.Elbo)
    {
        using var data = Open();
        using var start = new Generator(1);
        var config = new VaeConfig { Latent = latent, Hidden = [hidden], Start = WeightStart.Normal, WeightPrior = true, Objective = objective };
        using var model = VaeDefinition.Build(config, new(data.Info.Shape, start, data.Count(Split.Train)));
        using var adam = new Adam(model.NamedParameters(), 1e-3);
        var plan = new BatchPlan(data, Split.Train, 100, new SeedStreams(1));
        var noise = new NoiseStream(1);
        for (var step = 0; step < updates;)
        {
            using var scope = TensorScope.Enter();
            if (!plan.TryNext(out var batch)) continue;
            model.Loss(batch, noise).Objective.Mean().Backward();
            adam.Step();
            adam.ZeroGrad();
            step++;
        }
        using var outer = TensorScope.Enter();
        using var off = Gradients.Off();
        double total = 0;
        for (var at = 0; at < testImages; at += 1000)
        {
            using var scope = TensorScope.Enter();
            var batch = data.Draw(Split.Test, [.. Enumerable.Range(at, 1000).Select(k => (long)k)]);
            var (reconstruction, kl) = model.ElboTerms(batch, noise);
            total += (reconstruction - kl).Sum().ToDouble();
        }
        output.WriteLine($"J = {latent}, {objective}: {total / testImages:0.0} nats");
        return total / testImages;
    }

    private static IDataset Open()
    {
        try
        {
            return Datasets.Open("mnist", new() { Binarisation = Binarisation.None });
        }
        catch (DataException missing)
        {
            Assert.Skip(missing.Message);
            throw;
        }
    }
}
