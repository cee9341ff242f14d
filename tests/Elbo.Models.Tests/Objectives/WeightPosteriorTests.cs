using Elbo.Data;
using Elbo.Models.Latents;
using Elbo.Models.Objectives;
using Elbo.Probability;
using Elbo.Testing;
using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Tests.Objectives;

/// <summary>Full variational Bayes where the truth is known: linear regression y = x·θ + ε of given x, ε ~ N(0, s²), θ ~ N(0, I), without latents.</summary>
[NoLeak]
public sealed class WeightPosteriorTests
{
    private const double Noise = 0.25;

    private static readonly double[,] inputs = { { 1, 0.5 }, { -1, 1 }, { 0.3, 2 }, { 2, -0.4 }, { 0.7, 0.9 } };

    private static readonly double[] outputs = [1.2, 0.1, 1.4, 0.8, 1.1];

    /// <summary>The diagonal Gaussian nearest to N(m, Λ⁻¹) in KL(q ‖ p) has mean m and variances 1/Λ_jj (the sheet's closed form): there all gradients vanish, and elsewhere they are those of the free energy.</summary>
    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.2, 0)]
    [InlineData(0, 0.4)]
    [InlineData(-0.1, -0.5)]
    public void Gradients_are_those_of_the_free_energy_and_vanish_at_the_diagonal_precision_solution(double meanOff, double spreadOff)
    {
        const int Draws = 4000;
        var (m, precision) = Posterior();
        double[] mean = [m[0] + meanOff, m[1] - meanOff], logStd = [-0.5 * Math.Log(precision[0, 0]) + spreadOff, -0.5 * Math.Log(precision[1, 1]) - spreadOff];
        // d F: Λ(μ − m) in μ, Λ_jj σ_j² − 1 in log σ_j; over N for one example.
        double[] exact = [.. Enumerable.Range(0, 2).Select(j => Enumerable.Range(0, 2).Sum(k => precision[j, k] * (mean[k] - m[k]))), .. Enumerable.Range(0, 2).Select(j => precision[j, j] * Math.Exp(2 * logStd[j]) - 1)];
        using var model = Model(mean, logStd);
        var parameters = new[] { "decoder.weight", "weight_posterior.weight" }.Select(name => model.NamedParameters().Single(p => p.Name == name).Value).ToArray();
        var (sums, squares) = (new double[4], new double[4]);
        for (var draw = 0; draw < Draws; draw++)
        {
            using var scope = TensorScope.Enter();
            var found = Gradients.Of([model.Loss(Rows(), new NoiseStream((ulong)draw)).Objective.Mean()], parameters).SelectMany(g => g.Flatten().ToArray<double>()).ToArray();
            for (var k = 0; k < 4; k++)
            {
                sums[k] += found[k] * outputs.Length;
                squares[k] += found[k] * outputs.Length * found[k] * outputs.Length;
            }
        }
        for (var k = 0; k < 4; k++)
        {
            var average = sums[k] / Draws;
            average.ShouldBe(exact[k], 4.5 * Math.Sqrt((squares[k] / Draws - average * average) / Draws) + 1e-9, $"gradient {k}");
        }
    }

    [Fact]
    public void The_module_holds_the_mean_before_and_after_and_a_tiny_spread_is_the_objective_itself()
    {
        using var scope = TensorScope.Enter();
        using var model = Model([0.3, -0.2], [-30, -30]);
        var weight = model.NamedParameters().Single(p => p.Name == "decoder.weight").Value;
        var loss = model.Loss(Rows(), new NoiseStream(1));
        weight.Flatten().ToArray<double>().ShouldBe([0.3, -0.2]);
        for (var n = 0; n < outputs.Length; n++)
        {
            var off = outputs[n] - 0.3 * inputs[n, 0] + 0.2 * inputs[n, 1];
            SmallVae.Term(loss, "reconstruction")[n].ShouldBe(0.5 * (off * off / Noise + Math.Log(2 * Math.PI * Noise)), 1e-9);
        }
        // ½ Σ (μ² + σ² − 1 − log σ²)/N with log σ = −30.
        SmallVae.Term(loss, "weight_kl")[0].ShouldBe(0.5 * (0.09 + 0.04 - 2 + 120) / 5, 1e-9);
    }

    [Fact]
    public void Held_out_examples_are_measured_at_the_mean()
    {
        using var scope = TensorScope.Enter();
        using var model = Model([0.3, -0.2], [0.5, 0.5]);
        var drawn = SmallVae.Term(model.Loss(Rows(), new NoiseStream(1)), "reconstruction");
        model.Evaluate();
        var measured = SmallVae.Term(model.Loss(Rows(), new NoiseStream(1)), "reconstruction");
        for (var n = 0; n < outputs.Length; n++)
        {
            var off = outputs[n] - 0.3 * inputs[n, 0] + 0.2 * inputs[n, 1];
            measured[n].ShouldBe(0.5 * (off * off / Noise + Math.Log(2 * Math.PI * Noise)), 1e-9);
            drawn[n].ShouldNotBe(measured[n]);
        }
    }

    private static (double[] Mean, double[,] Precision) Posterior()
    {
        double[,] precision = { { 1, 0 }, { 0, 1 } };
        double[] pull = [0, 0];
        for (var n = 0; n < outputs.Length; n++)
            for (var j = 0; j < 2; j++)
            {
                pull[j] += inputs[n, j] * outputs[n] / Noise;
                for (var k = 0; k < 2; k++) precision[j, k] += inputs[n, j] * inputs[n, k] / Noise;
            }
        var determinant = precision[0, 0] * precision[1, 1] - precision[0, 1] * precision[0, 1];
        return ([(precision[1, 1] * pull[0] - precision[0, 1] * pull[1]) / determinant, (precision[0, 0] * pull[1] - precision[0, 1] * pull[0]) / determinant], precision);
    }

    private static Batch Rows() => new(Tensor.From([.. Enumerable.Range(0, outputs.Length).SelectMany(n => (double[])[inputs[n, 0], inputs[n, 1], outputs[n]])], [outputs.Length, 3]), null, Tensor.Arange(outputs.Length));

    private static Vae Model(double[] mean, double[] logStd)
    {
        using var generator = new Generator(1);
        var linear = new Linear(2, 1, generator, bias: false, dtype: DType.F64);
        var none = new LatentProgram([], [], (_, _) => { }) { IsConditional = false };
        var likelihood = new DataLikelihood([("decoder", linear)], (x, _, _) => Normal.FromLogVariance(linear.Forward(x.X.Narrow(1, 0, 2)), Tensor.Full([1], Math.Log(Noise), DType.F64))) { IsConditional = true, Observed = x => x.X.Narrow(1, 2, 1) };
        var model = new Vae(none, none, likelihood, new WeightPosteriorObjective(new ElboObjective(), linear, [], outputs.Length));
        mean.CopyTo(model.NamedParameters().Single(p => p.Name == "decoder.weight").Value.AsWritableSpan<double>());
        logStd.CopyTo(model.NamedParameters().Single(p => p.Name == "weight_posterior.weight").Value.AsWritableSpan<double>());
        return model;
    }
}
