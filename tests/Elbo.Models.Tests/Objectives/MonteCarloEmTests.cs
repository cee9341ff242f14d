using Elbo.Data;
using Elbo.Models.Latents;
using Elbo.Models.Objectives;
using Elbo.Probability;
using Elbo.Testing;
using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Tests.Objectives;

/// <summary>A decoder x = W z + ε of one number, whose posterior and gradients are known.</summary>
[NoLeak]
public sealed class MonteCarloEmTests
{
    private const int Examples = 2000;

    private const double Weight = 1.5, Variance = 0.25, X = 1.2;

    // Precision 1 + W²/s², mean W x/s² over it.
    private const double Precision = 1 + Weight * Weight / Variance, Mean = Weight * X / Variance / Precision;

    [Fact]
    public void Chains_come_to_the_posterior_and_the_gradient_is_that_of_the_joint_density_there()
    {
        using var model = Model();
        var weight = model.NamedParameters().Single(p => p.Name == "decoder.weight").Value;
        var chains = model.NamedBuffers().Single(p => p.Name == "chains.place").Value;
        double acceptance = 0;
        for (var step = 0; step < 150; step++)
        {
            using var scope = TensorScope.Enter();
            var loss = model.Loss(Rows(), new NoiseStream((ulong)step));
            acceptance = loss.Terms.Single(t => t.Name == "acceptance").Values.Mean().ToDouble();
            if (step < 149) continue;
            var gradient = Gradients.Of([loss.Objective.Mean()], [weight])[0].ToDouble();
            var z = chains.Flatten().ToArray<float>();
            // d/dW of (x − W z)²/2s².
            gradient.ShouldBe(z.Average(v => -(X - Weight * v) * v / Variance), 1e-3);
            loss.Objective.Mean().ToDouble().ShouldBe(z.Average(v => 0.5 * ((X - Weight * v) * (X - Weight * v) / Variance + Math.Log(2 * Math.PI * Variance) + v * v + Math.Log(2 * Math.PI))), 1e-3);
            z.Average().ShouldBe((float)Mean, (float)(4.5 / Math.Sqrt(Precision * Examples)));
            // Relative error of a variance is √(2/n).
            z.Average(v => (v - Mean) * (v - Mean)).ShouldBe(1 / Precision, 4.5 / Precision * Math.Sqrt(2.0 / Examples));
        }
        // The step size has followed it there.
        acceptance.ShouldBeInRange(0.85, 0.95);
    }

    [Fact]
    public void A_chain_moves_when_its_example_is_in_the_batch_and_only_in_training()
    {
        using var scope = TensorScope.Enter();
        using var model = Model();
        var chains = model.NamedBuffers().Single(p => p.Name == "chains.place").Value;
        var some = new Batch(Tensor.Full([2, 1], X, DType.F32), null, Tensor.From([3L, 7L]));
        for (var step = 0; step < 5; step++) model.Loss(some, new NoiseStream((ulong)step));
        var moved = chains.Flatten().ToArray<float>().Index().Where(c => c.Item != 0).Select(c => c.Index);
        moved.ShouldBe([3, 7]);
        var before = chains.Flatten().ToArray<float>();
        model.Evaluate();
        var measured = model.Loss(some, new NoiseStream(9));
        chains.Flatten().ToArray<float>().ShouldBe(before);
        measured.Terms.Select(t => t.Name).ShouldBe(["reconstruction", "prior"]);
    }

    private static Batch Rows() => new(Tensor.Full([Examples, 1], X, DType.F32), null, Tensor.Arange(Examples));

    private static DecoderModel Model()
    {
        using var generator = new Generator(1);
        var linear = new Linear(1, 1, generator, bias: false);
        linear.Weight.AsWritableSpan<float>()[0] = (float)Weight;
        var likelihood = new DataLikelihood([("decoder", linear)], (_, z, _) => Normal.FromLogVariance(linear.Forward(z["z"]), Tensor.Full([1], Math.Log(Variance), DType.F32)));
        return new(LatentProgram.StandardNormal("z", 1), likelihood, new MonteCarloEmObjective(1, Examples));
    }
}
