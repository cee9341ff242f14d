using System.Text.Json.Nodes;
using Elbo.Testing;
using Elbo.Torch;
using Elbo.Torch.Optim;

namespace Elbo.Models.Tests.Zoo;

/// <summary>
/// What thirty steps make of the weights, kept as numbers. They stand for weights that were byte for byte those of the models before they were
/// composed of parts: a change of initialisation, noise, order of children or objective shows here.
/// </summary>
[NoLeak]
public sealed class GoldenTests
{
    // Matrix products of other processors round otherwise, and thirty steps of Adam carry that on.
    private const double Relative = 2e-3;

    [Theory]
    [InlineData("vae", """{ "latent": 10, "hidden": [40] }""", 213.13829108540224, 492.64971923828125)]
    [InlineData("vae", """{ "latent": 10, "hidden": [40], "draws": 2, "likelihood": "gaussian" }""", 1802.3556155826025, 507.4683532714844)]
    [InlineData("iwae", """{ "latent": [10], "hidden": [[40]], "samples": 3 }""", 213.60711235381538, 490.9054260253906)]
    [InlineData("iwae", """{ "latent": [10, 5], "hidden": [[40], [20]], "samples": 3 }""", 273.9639269923616, 491.726806640625)]
    [InlineData("grid-vae", """{ "latent": 2, "likelihood": "discretisedLogistic", "network": { "variant": "paper", "width": 8, "residualWidth": 4, "residualBlocks": 1 } }""", 1382.3941810022845, 1039.641357421875)]
    public void Thirty_steps_lead_to_the_weights_they_led_to(string id, string settings, double sumOfSquares, double objective)
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(7);
        using var model = ModelCatalog.Find(id).Build(ModelCatalog.Find(id).Resolve((JsonObject)JsonNode.Parse(settings)!, "model", []), new([1, 28, 28], generator, 20));
        using var adam = new Adam(model.NamedParameters(), 1e-3);
        var noise = new NoiseStream(3);
        var x = new NoiseStream(5).Normal([20, 784]).Lt(-0.5).To(DType.F32);
        var last = 0.0;
        for (var step = 0; step < 30; step++)
        {
            using var own = TensorScope.Enter();
            var loss = model.Loss(new(x, null, Tensor.Arange(20)), noise).Objective.Mean();
            loss.Backward();
            adam.Step();
            adam.ZeroGrad();
            last = loss.ToDouble();
        }
        var squares = model.Parameters().Sum(p => p.Detach().To(DType.F64).Square().Sum().ToDouble());
        squares.ShouldBe(sumOfSquares, Relative * sumOfSquares);
        last.ShouldBe(objective, Relative * Math.Abs(objective));
    }
}
