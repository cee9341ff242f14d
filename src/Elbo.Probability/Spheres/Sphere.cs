using Elbo.Torch;

namespace Elbo.Probability;

/// <summary>What distributions over the directions of m dimensions share: the unit sphere S^(m−1), whose own dimension is m − 1.</summary>
public static class Sphere
{
    /// <summary>Lengths below it are those of no direction.</summary>
    private const double Least = 1e-30;

    /// <summary>log of the sphere's area 2π^(m/2) / Γ(m/2), nats: the entropy of the uniform distribution.</summary>
    /// <param name="m">Coordinates of a point, 2 or more.</param>
    public static double LogArea(long m)
    {
        // log Γ(m/2) by its recurrence, exact to rounding.
        var logGamma = m % 2 == 0 ? 0 : 0.5 * Math.Log(Math.PI);
        for (var x = m % 2 == 0 ? 1.0 : 0.5; x < 0.5 * m; x++) logGamma += Math.Log(x);
        return Math.Log(2) + 0.5 * m * Math.Log(Math.PI) - logGamma;
    }

    /// <summary>Uniform directions.</summary>
    /// <param name="shape">[…, m], m ≥ 1; with one coordinate they are ±1.</param>
    internal static Tensor Uniform(NoiseStream noise, ReadOnlySpan<long> shape, Device device, DType dtype)
    {
        var eps = noise.Normal(shape, device, dtype);
        if (shape[^1] == 1) return eps.Lt(0).Where(Tensor.Full([], -1, dtype, device), Tensor.Ones([], dtype, device)) + Tensor.Zeros(shape, dtype, device);
        return eps / eps.LinalgVectorNorm(2, [-1], keepdim: true).ClampMin(Least);
    }

    /// <summary>
    /// The points w μ + √(1 − w²) v, v a uniform direction orthogonal to μ. A Householder reflection carries them there from the first axis, or from its opposite where that
    /// is farther from μ, so that its normal μ + s e₁ has a length of √2 or more and neither draws nor gradients know a corner.
    /// </summary>
    /// <param name="mu">Unit vectors [batch…, m].</param>
    /// <param name="along">w [sample…, batch…].</param>
    /// <param name="aside">√(1 − w²) of the same shape.</param>
    /// <returns>[sample…, batch…, m], of length 1 as far as w and √(1 − w²) are.</returns>
    internal static Tensor Around(Tensor mu, Tensor along, Tensor aside, NoiseStream noise)
    {
        var m = mu.Size(-1);
        var beside = Uniform(noise, [.. along.Shape, m - 1], mu.Device, mu.DType);
        Tensor sign;
        using (Gradients.Off())
            sign = mu.Narrow(-1, 0, 1).Lt(0).Where(Tensor.Full([], -1, mu.DType, mu.Device), Tensor.Ones([], mu.DType, mu.Device));
        var normal = Ops.Cat([mu.Narrow(-1, 0, 1) + sign, mu.Narrow(-1, 1, m - 1)], -1);
        var start = Ops.Cat([along.Unsqueeze(-1) * -sign, aside.Unsqueeze(-1) * beside], -1);
        return start - normal * ((start * normal).Sum([-1], true) * 2 / normal.Square().Sum([-1], true));
    }

    /// <summary>Refuses a shape whose last axis is no direction.</summary>
    internal static long[] Shape(Tensor mu, Tensor concentration)
    {
        if (mu.Rank < 1 || mu.Size(-1) < 2) throw new ArgumentException($"a mean direction has 2 coordinates or more, is {mu}", nameof(mu));
        return Shapes.Broadcast([.. concentration.Shape, 1], mu.Shape);
    }
}
