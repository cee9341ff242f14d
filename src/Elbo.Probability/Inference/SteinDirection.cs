using Elbo.Torch;

namespace Elbo.Probability.Inference;

/// <summary>
/// Where Stein variational gradient descent moves particles to (Liu &amp; Wang 2016, arXiv 1608.04471, eq. 8): φ(u) = 1/M Σ_j [k(u_j, u) ∇log p(u_j) + ∇_{u_j} k(u_j, u)], the direction of a ball of
/// functions in which the divergence from p falls fastest. The first part leads to where p is large, the second keeps particles apart. One particle climbs the gradient alone.
/// </summary>
/// <param name="bandwidth">How the width of k(u, v) = exp(−‖u − v‖²/h) is chosen, for each problem by itself.</param>
/// <param name="repulsion">What the second part is multiplied by; 1 is the theory's.</param>
public sealed class SteinDirection(SteinBandwidth bandwidth = SteinBandwidth.Median, double repulsion = 1)
{
    /// <summary>φ of every particle, [M, B, D], without a gradient.</summary>
    /// <param name="particles">M particles of each of B problems, [M, B, D].</param>
    /// <param name="slopes">∇log p at each, [M, B, D]; p need not be normalised.</param>
    /// <param name="weights">What each particle counts in the mean [M, B], 1 on average; null for 1.</param>
    public Tensor Of(Tensor particles, Tensor slopes, Tensor? weights = null)
    {
        using var off = Gradients.Off();
        Tensor u = particles.Detach().Permute([1, 0, 2]), s = slopes.Detach().Permute([1, 0, 2]);
        var count = u.Size(1);
        var squares = SquaredDistances(u);
        var h = Width(squares);
        var k = (-squares / h).Exp();
        // Row i is of the particle that moves, column j of one that moves it.
        if (weights is not null) k *= weights.Detach().T().Unsqueeze(1);
        // ∇_{u_j} k(u_j, u_i) = 2/h (u_i − u_j) k.
        var apart = (u * k.Sum([-1], keepdim: true) - k.Matmul(u)) * (2 * repulsion / h);
        return ((k.Matmul(s) + apart) / count).Permute([1, 0, 2]);
    }

    /// <summary>h of each problem [B, 1, 1].</summary>
    /// <param name="squares">‖u_i − u_j‖² [B, M, M].</param>
    private Tensor Width(Tensor squares)
    {
        var count = squares.Size(1);
        if (count == 1) return Tensor.Ones([squares.Size(0), 1, 1], squares.DType, squares.Device);
        var sorted = squares.Flatten(1).Sort(-1).Values;
        // The first M are the distances of particles from themselves, each pair is there twice.
        long middle = count + (count * count - count) / 2;
        var median = (sorted.Select(-1, middle - 1) + sorted.Select(-1, middle)) * 0.5;
        // Of particles that all lie in one place any width will do.
        median = median.Gt(0).Where(median, Tensor.Ones([], median.DType, median.Device));
        return (bandwidth == SteinBandwidth.MedianOverLog ? median / Math.Log(count) : median).View([-1, 1, 1]);
    }

    // By differences, as products cancel where particles are near each other.
    private static Tensor SquaredDistances(Tensor u) => (u.Unsqueeze(2) - u.Unsqueeze(1)).Square().Sum([-1]);
}

/// <summary>How the width of a kernel between particles is chosen.</summary>
public enum SteinBandwidth
{
    /// <summary>The median of the squared distances.</summary>
    Median,

    /// <summary>The same over log M, as in Liu &amp; Wang 2016: with few particles in many dimensions they lie much too close.</summary>
    MedianOverLog,
}
