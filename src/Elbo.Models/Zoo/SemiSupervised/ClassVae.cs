using Elbo.Data;
using Elbo.Models.Likelihoods;
using Elbo.Models.Objectives;
using Elbo.Probability;
using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Zoo.SemiSupervised;

/// <summary>M2 (Kingma et al. 2014, arXiv 1406.5298, §2.2): p(x | y, z) p(y) p(z) with a class y, uniform, and z ~ N(0, I), and q(y | x) q(z | x, y), over vectors of any origin.</summary>
public sealed class ClassVae : Module, ILabelledModel
{
    /// <param name="factor">y.</param>
    /// <param name="classifier">q(y | x); becomes the child <c>classifier</c>.</param>
    /// <param name="encoder">q(z | x, y); becomes the child <c>encoder</c>.</param>
    /// <param name="decoder">p(x | y, z) of z and the class side by side; becomes the child <c>decoder</c>.</param>
    /// <param name="latent">Z.</param>
    public ClassVae(Factor factor, ClassNetwork classifier, StyleEncoder encoder, Decoder decoder, int latent)
    {
        (Factor, Latent) = (factor, latent);
        Classifier = Child("classifier", classifier);
        Encoder = Child("encoder", encoder);
        Decoder = Child("decoder", decoder);
        using var scope = TensorScope.Enter();
        Baseline = Buffer("baseline", Tensor.Zeros([2]));
    }

    /// <inheritdoc/>
    public Factor Factor { get; }

    /// <summary>q(y | x).</summary>
    public ClassNetwork Classifier { get; }

    /// <summary>q(z | x, y).</summary>
    public StyleEncoder Encoder { get; }

    /// <summary>p(x | y, z).</summary>
    public Decoder Decoder { get; }

    /// <summary>Moving average of the cost and its weight, [2].</summary>
    public Tensor Baseline { get; }

    /// <inheritdoc/>
    public Tensor ClassLogits(Batch x, Pass pass) => Classifier.Logits(x.X);

    /// <inheritdoc/>
    public LabelledCost CostAt(Batch x, Tensor labels, Pass pass)
    {
        var q = Style(x.X, labels);
        var z = q.Draw(pass.Noise).Value;
        return new(-Given(z, labels).LogProb(x.X), Probability.Kl.Between(q, Prior(x.X)));
    }

    /// <summary>q(z | x, y) at classes I64 [S, B] or [B].</summary>
    public Normal Style(Tensor x, Tensor labels) => Encoder.Of(x, OneHot(labels, x));

    /// <summary>p(x | y, z).</summary>
    /// <param name="z">[S, B, Z] or [B, Z].</param>
    /// <param name="labels">I64 [S, B] or [B].</param>
    public Distribution Given(Tensor z, Tensor labels) => Decoder.Of(Ops.Cat([z, OneHot(labels, z)], -1));

    /// <summary>N(0, I).</summary>
    public StandardNormal Prior(Tensor like) => new(Latent, like.DType, like.Device);

    /// <summary>p(y), uniform.</summary>
    public Categorical Labels(Tensor like) => new(Tensor.Zeros([Factor.Levels], like.DType, like.Device));

    /// <summary>Z.</summary>
    public int Latent { get; }

    private Tensor OneHot(Tensor labels, Tensor like) => labels.OneHot(Factor.Levels).To(like.DType);
}
