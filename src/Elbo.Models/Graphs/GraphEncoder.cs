using Elbo.Data;
using Elbo.Models.Conditionals;
using Elbo.Models.Latents;
using Elbo.Probability;
using Elbo.Torch;
using Elbo.Torch.Fused;
using Elbo.Torch.Nn;

namespace Elbo.Models.Graphs;

/// <summary>
/// A code of every node from its features and its neighbours' by two graph convolutions without biases, H = f(Ã X W₀) and μ = Ã H W_μ, log σ = Ã H W_σ (Kipf &amp; Welling
/// 2016, arXiv 1611.07308, §2): N(μ, σ²) over [N, Z], μ alone, or a direction of every node, whose κ is a third Ã H w. Nodes without features have the unit vectors for theirs, so that W₀ has a row for each.
/// </summary>
public sealed class GraphEncoder : Conditional<Batch>
{
    private readonly Activation activation;
    private readonly Tensor first, mu;
    private readonly Tensor? logStd, kappa;
    private readonly SphereCode? sphere;

    /// <param name="nodes">N.</param>
    /// <param name="features">F; 0 for nodes without.</param>
    /// <param name="hidden">Width of H.</param>
    /// <param name="latent">Z.</param>
    /// <param name="isPoint">Whether the code is μ.</param>
    /// <param name="sphere">How directions are made of it; null for codes of any length.</param>
    public GraphEncoder(long nodes, long features, int hidden, int latent, Activation activation, bool isPoint, Generator generator, Initialiser weights, SphereCode? sphere = null) : base(nodes, latent)
    {
        (this.activation, this.sphere, IsPoint, IsDirection) = (activation, sphere, isPoint, sphere is not null);
        using var scope = TensorScope.Enter();
        first = Weights("hidden", features == 0 ? nodes : features, hidden);
        mu = Weights("mu", hidden, latent);
        if (sphere is { Kappa: null }) kappa = Weights("kappa", hidden, 1);
        else if (!isPoint && sphere is null) logStd = Weights("log_std", hidden, latent);

        Tensor Weights(string name, long inputs, long outputs)
        {
            var weight = Tensor.Empty([inputs, outputs]);
            weights(weight, generator);
            return Param(name, weight);
        }
    }

    /// <inheritdoc/>
    public override Distribution Of(Batch given, Pass? pass = null)
    {
        var (x, nodes) = (given.X, EventShape[0]);
        var adjacency = Adjacency.Of(given[GraphDataset.Edges], nodes, first.DType);
        var joined = x.Size(-1) == 0 ? first.Expand([given.Count, .. first.Shape]).Reshape([-1, first.Size(1)]) : x.Reshape([-1, x.Size(-1)]).Matmul(first);
        var h = activation.Of(adjacency.Mix(joined));
        var mean = Head(mu);
        if (sphere is not null) return sphere.At(mean, kappa is null ? null : Head(kappa), eventAxes: 2);
        return logStd is null ? new PointMass(mean, 2) : Normal.FromLogStd(mean, Head(logStd), 2);

        Tensor Head(Tensor weight) => adjacency.Mix(h.Matmul(weight)).View([given.Count, nodes, -1]);
    }
}
