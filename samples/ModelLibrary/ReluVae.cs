using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Elbo.Models;
using Elbo.Models.Conditionals;
using Elbo.Models.Configuration;
using Elbo.Models.Latents;
using Elbo.Models.Likelihoods;
using Elbo.Models.Networks;
using Elbo.Models.Objectives;
using Elbo.Probability;
using Elbo.Torch;
using Elbo.Torch.Fused;
using Elbo.Torch.Nn;
using ModelLibrary;
[assembly: ModelDefinition<ReluVae, ReluVaeConfig>]

namespace ModelLibrary;

/// <summary>Keys of <c>relu-vae</c>.</summary>
public sealed record ReluVaeConfig : IConfig
{
    public int Width { get; init; } = 256;

    public IEnumerable<string> Problems() => Width is < 1 or > 4096 ? [$"width must be 1 to 4096, is {Width}"] : [];
}

/// <summary>q(z | x) with a network of one's own: [B, D] → N(μ, σ²) over [B, 16].</summary>
public sealed class ReluEncoder : Conditional<Tensor>
{
    private readonly Linear hidden, head;

    public ReluEncoder(int inputs, int width, Generator g) : base(16) =>
        (hidden, head) = (Child("hidden", new Linear(inputs, width, g)), Child("head", new Linear(width, 32, g)));

    public override Distribution Of(Tensor given, Pass? pass = null)
    {
        var halves = head.Forward(hidden.Forward(given).Relu()).Chunk(2, -1);
        return Normal.FromLogVariance(halves[0], halves[1]);
    }
}

/// <summary>The encoder above, N(0, I), a Bernoulli decoder and the bound.</summary>
public sealed class ReluVae : IModelDefinition<ReluVaeConfig>
{
    public static ModelCard Card { get; } = new("relu-vae", "VAE with a ReLU encoder", "own", "An example of a model from outside the toolkit.");

    public static JsonTypeInfo<ReluVaeConfig> ConfigJson => ReluVaeJson.Default.ReluVaeConfig;

    public static Model Build(ReluVaeConfig config, ModelInputs inputs)
    {
        var (g, d) = (inputs.Initialisation, inputs.Dimensions);
        var body = new Mlp(16, [config.Width], Activation.Relu, g, Initialisers.GlorotUniform());
        var decoder = new BernoulliDecoder(new(body, d, () => new DenseReadout(config.Width, d, g, Initialisers.GlorotUniform())), inputs.Mean);
        return new Vae(new ReluEncoder(d, config.Width, g), LatentProgram.StandardNormal("z", 16), decoder, new ElboObjective());
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase), JsonSerializable(typeof(ReluVaeConfig))]
internal sealed partial class ReluVaeJson : JsonSerializerContext;
