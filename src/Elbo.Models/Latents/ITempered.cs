using Elbo.Probability;

namespace Elbo.Models.Latents;

/// <summary>A distribution whose draws can be made likelier.</summary>
public interface ITempered
{
    /// <summary>The same with the logits of its parts divided by a temperature.</summary>
    /// <param name="temperature">1 for the distribution itself, below 1 likelier draws, 0 the likeliest part each time.</param>
    Distribution At(double temperature);
}
