using System.Text.Json.Nodes;
using Elbo.Data;
using Elbo.Models.Conditionals;
using Elbo.Models.Graphs;
using Elbo.Models.Latents;
using Elbo.Models.Objectives;
using Elbo.Torch.Fused;
using Elbo.Torch.Nn;

namespace Elbo.Models.Zoo.GraphAutoencoder;

/// <summary>What both models are made of: one site <c>z</c> [N, Z] of the whole graph, two graph convolutions, inner products (Kipf &amp; Welling 2016, arXiv 1611.07308).</summary>
internal static class GraphAutoencoder
{
    /// <summary>Five nodes on a ring.</summary>
    public static DataSchema Example { get; } = DataSchema.OfShape([5, 3]) with { Kind = DataKind.Graph };

    /// <summary>A pass is one step, as there is one graph.</summary>
    public static JsonObject Training => new() { ["epochs"] = 200, ["learningRate"] = 0.01, ["checkpointEvery"] = 50 };

    /// <param name="isPoint">Whether the code is a point.</param>
    public static Vae Build(GraphAutoencoderConfig config, ModelInputs inputs, bool isPoint) =>
        Build(config.Hidden, config.Latent, config.Activation, inputs, isPoint, null);

    /// <param name="sphere">How codes become directions; null for codes of any length.</param>
    public static Vae Build(int hidden, int latent, Activation activation, ModelInputs inputs, bool isPoint, SphereCode? sphere)
    {
        var (nodes, features) = (inputs.Shape[0], inputs.Shape[1]);
        var encoder = new GraphEncoder(nodes, features, hidden, latent, activation, isPoint, inputs.Initialisation, Initialisers.GlorotUniform(), sphere);
        var prior = sphere is null ? LatentProgram.StandardNormal("z", nodes, latent) : LatentProgram.UniformDirection("z", nodes, latent);
        var likelihood = new DataLikelihood([], (_, z, _) => new InnerProductLinks(z["z"])) { Observed = static x => x[GraphDataset.Edges], IsConditional = true };
        return new(LatentProgram.Of("z", "encoder", encoder), prior, likelihood, new WeightedLinkObjective(isPoint));
    }
}
