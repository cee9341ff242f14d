using System.Text.Json.Nodes;
using Elbo.Models.Architectures;
using Elbo.Models.Configuration;
using Elbo.Models.Likelihoods;
using Elbo.Models.Networks;
using Elbo.Models.Zoo.GaussianVae;
using Elbo.Testing;
using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Tests.Networks;

[NoLeak]
public sealed class ConvNetworkTests
{
    [Theory]
    [InlineData(1, 28, 28)]
    [InlineData(1, 28, 20)]
    [InlineData(3, 32, 32)]
    [InlineData(1, 64, 64)]
    [InlineData(2, 7, 13)]
    public void Images_of_any_size_come_back_to_their_size(int channels, int height, int width)
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        using var model = Build([channels, height, width], [3, 5]);
        var x = Tensor.Full([2, channels * height * width], 0.5);
        var batch = new Data.Batch(x, null, Tensor.Arange(2));
        var draw = model.Infer(batch, 3, new NoiseStream(1));
        model.LogJoint(batch, draw.Z).Shape.ToArray().ShouldBe([3L, 2]);
        model.As<IDecoder>()!.Decode(model.As<IEncoder>()!.Encode(batch)).Shape.ToArray().ShouldBe(x.Shape.ToArray());
    }

    [Fact]
    public void Each_output_pixel_sees_codes_and_each_code_sees_pixels()
    {
        using var scope = TensorScope.Enter();
        using var model = Build([1, 9, 6], [3, 5]);
        var x = Tensor.Full([1, 54], 0.5).RequireGrad();
        var mu = model.As<IEncoder>()!.Encode(new(x, null, Tensor.Arange(1)));
        Gradients.Of([mu.Sum()], [x])[0].ToArray<float>().Count(g => g == 0).ShouldBeLessThan(54 / 3);
        var z = Tensor.From([0.3f, -0.4f], 1, 2).RequireGrad();
        foreach (var pixel in model.As<IDecoder>()!.Decode(z).View([-1]).Unbind())
            Gradients.Of([pixel], [z], retainGraph: true)[0].Abs().Sum().ToDouble().ShouldBeGreaterThan(0);
    }

    [Fact]
    public void A_map_that_is_enlarged_by_repeated_pixels_has_no_pattern_of_its_own()
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(3);
        var step = new ResolutionStep((12, 12), (6, 6));
        double Spread(Upsampling way)
        {
            using var layer = step.Enlarge(way, 4, 1, generator, Initialisers.GlorotUniform());
            // Away from the edges, where the padding is seen.
            return layer.Forward(Tensor.Full([1, 4, 6, 6], 1)).Narrow(2, 2, 8).Narrow(3, 2, 8).Reshape([-1]).Std([0], 0).ToDouble();
        }

        Spread(Upsampling.Resize).ShouldBe(0, 1e-6);
        Spread(Upsampling.Transposed).ShouldBeGreaterThan(0.01);
    }

    [Fact]
    public void A_run_from_before_the_key_of_upsampling_keeps_its_transposed_convolutions()
    {
        var settings = (JsonObject)JsonNode.Parse("""{ "network": "conv" }""")!;
        ModelCatalog.Find("vae").AddFormer(settings);
        ModelCatalog.Find("vae").Resolve(settings, "model", [])["upsampling"]!.ToString().ShouldBe("transposed");
        // A new one does not.
        ModelCatalog.Find("vae").Resolve([], "model", [])["upsampling"]!.ToString().ShouldBe("resize");
    }

    [Theory]
    [InlineData("[784]", "[8]", "model.network: conv needs images of shape [channels, height, width], the data's is [784]; use mlp")]
    [InlineData("[1, 4, 28]", "[2, 2, 2]", "model.channels: 4 × 28 images cannot be halved 3 times; list at most 2")]
    public void Data_that_does_not_fit_is_named(string shape, string channels, string expected)
    {
        int[] Numbers(string text) => [.. JsonNode.Parse(text)!.AsArray().Select(n => (int)n!)];
        using var scope = TensorScope.Enter();
        Should.Throw<ConfigException>(() => Build(Numbers(shape), Numbers(channels))).Message.ShouldBe(expected);
    }

    [Theory]
    [InlineData("""{ "channels": [] }""", "model.channels must list 1 to 12 convolutions, lists 0")]
    [InlineData("""{ "channels": [0] }""", "model.channels must hold 1 to 65536, has 0")]
    [InlineData("""{ "spreadFloor": -100 }""", "model.spreadFloor must be -50 to 10, is -100")]
    [InlineData("""{ "likelihood": "poisson" }""", "model.likelihood: \"poisson\" is not one of bernoulli, gaussian, discretisedLogistic, colourLogistic, mixed")]
    public void Settings_of_networks_and_likelihood_are_checked_in_every_model_that_has_them(string settings, string expected)
    {
        foreach (var model in new[] { "vae", "iwae" })
        {
            var problems = new List<string>();
            ModelCatalog.Find(model).Resolve((JsonObject)JsonNode.Parse(settings)!, "model", problems);
            problems.ShouldBe([expected], model);
        }
    }

    [Fact]
    public void The_start_explains_the_mean_image()
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        using var generator = new Generator(1);
        var mean = Tensor.Arange(16).To(DType.F32) * 0.05 + 0.1;
        var config = new VaeConfig { Latent = 2, Hidden = [], Network = NetworkKind.Conv, Channels = [4], Likelihood = LikelihoodKind.Gaussian };
        using var model = VaeDefinition.Build(config, new([1, 4, 4], generator) { Statistics = new(mean) });
        (model.As<IDecoder>()!.Decode(Tensor.Zeros([1, 2])) - mean).Abs().Max().ToDouble().ShouldBeLessThan(1e-6);
    }

    private static Model Build(int[] shape, int[] channels)
    {
        using var generator = new Generator(1);
        return VaeDefinition.Build(new() { Latent = 2, Hidden = [6], Network = NetworkKind.Conv, Channels = channels }, new(shape, generator));
    }
}
