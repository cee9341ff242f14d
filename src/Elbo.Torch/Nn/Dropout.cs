namespace Elbo.Torch.Nn;

/// <summary>While training, each element is 0 with probability p and x/(1 − p) otherwise; in evaluation, x itself. Srivastava et al. 2014.</summary>
public sealed class Dropout : Layer
{
    private readonly double probability;
    private readonly Generator generator;

    /// <param name="probability">p in [0, 1).</param>
    /// <param name="generator">Draws which elements fall; borrowed, so that its state can be saved with the run's.</param>
    public Dropout(double probability, Generator generator)
    {
        if (probability is not (>= 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(probability), probability, "must be at least 0 and below 1");
        (this.probability, this.generator) = (probability, generator);
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        if (!IsTraining || probability == 0) return x;
        var keep = 1 - probability;
        return x * x.EmptyLike().BernoulliInPlace(keep, generator).DivInPlace(keep);
    }
}
