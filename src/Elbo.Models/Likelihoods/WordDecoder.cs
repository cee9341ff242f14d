using Elbo.Models.Conditionals;
using Elbo.Models.Networks;
using Elbo.Probability;
using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Likelihoods;

/// <summary>
/// p(x | z) = Π_v softmax(l(z))_v^x_v: the words of a text one by one, in whatever order, so that −log p per word is the logarithm of a perplexity (Miao et al.
/// 2016, arXiv 1511.06038, eq. 5); z […, Z] → over counts of V words. Its location is the share of each word.
/// </summary>
public sealed class WordDecoder : Conditional<Tensor>, IDataRange
{
    private readonly Layer body;
    private readonly DenseReadout logits;
    private readonly NoiseDropout dropout;

    /// <param name="body">[…, Z] → […, H]; becomes the child <c>body</c>. Without layers l is linear in z, each dimension of which then is a topic.</param>
    /// <param name="width">H.</param>
    /// <param name="words">V.</param>
    /// <param name="mean">Mean count of each word [V], whose shares the start gives; or null.</param>
    /// <param name="dropout">Of the logits; becomes the child <c>dropout</c>.</param>
    public WordDecoder(Layer body, long width, int words, Generator generator, Initialiser weights, Tensor? mean, NoiseDropout dropout) : base(words)
    {
        this.body = Child("body", body);
        logits = Child("logits", new DenseReadout(width, words, generator, weights));
        this.dropout = Child("dropout", dropout);
        if (mean is null) return;
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        // A word that training never has is not impossible.
        logits.Bias.CopyInPlace((mean.ClampMin(1e-5) / mean.ClampMin(1e-5).Sum()).Log());
    }

    /// <inheritdoc/>
    public string LikelihoodName => "bag-of-words";

    /// <inheritdoc/>
    public (double Low, double High) DataRange => (0, double.PositiveInfinity);

    /// <inheritdoc/>
    public override Distribution Of(Tensor given, Pass? pass = null) => new Multinomial(dropout.Of(logits.Forward(body.Forward(given)), pass), ordered: true);
}
