using Elbo.Probability;

namespace Elbo.Models.Likelihoods;

/// <summary>A distribution over rows of which cells can be missing.</summary>
public interface ICellsThatMiss
{
    /// <summary>The same rows, given that no cell is missing.</summary>
    Distribution Complete();
}
