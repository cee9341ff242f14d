using Elbo.Data;
using Elbo.Evaluation.Likelihood;

namespace Elbo.Evaluation.Latents;

/// <summary>What a code says about one factor of the data.</summary>
/// <param name="Factor">The factor.</param>
/// <param name="Entropy">H(v), nats.</param>
/// <param name="Information">I(z_j; v) of every dimension, nats.</param>
/// <param name="Gap">(I of the dimension that says most − I of the next)/H(v), 0 to 1; NaN for a factor that is the same in all examples.</param>
public sealed record FactorInformation(Factor Factor, double Entropy, IReadOnlyList<double> Information, Estimate Gap);
