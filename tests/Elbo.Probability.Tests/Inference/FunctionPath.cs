using Elbo.Probability.Inference;
using Elbo.Torch;

namespace Elbo.Probability.Tests.Inference;

/// <summary>A path from N(0, I) in f64 to a density given as its ratio to that.</summary>
/// <param name="shapes">Of each variable, [B, …].</param>
/// <param name="logRatio">log f_1 − log f_0 [C, B]; null for 0.</param>
internal sealed class FunctionPath(long[][] shapes, Func<IReadOnlyList<Tensor>, Tensor>? logRatio = null) : IAnnealedPath
{
    /// <summary>Places at which densities were asked for.</summary>
    public int Evaluations { get; private set; }

    /// <summary>log f_0 [C, B] in place of that of N(0, I).</summary>
    public Func<IReadOnlyList<Tensor>, Tensor>? LogBase { get; init; }

    public Tensor[] Draw(NoiseStream noise, int chains) => [.. shapes.Select(shape => noise.Normal([chains, .. shape], dtype: DType.F64))];

    public (Tensor LogBase, Tensor LogRatio) LogDensities(IReadOnlyList<Tensor> place)
    {
        Evaluations++;
        Tensor logBase = LogBase?.Invoke(place) ?? Normal(place);
        return (logBase, logRatio?.Invoke(place) ?? Tensor.Zeros(place[0].Shape[..2], DType.F64));
    }

    private static Tensor Normal(IReadOnlyList<Tensor> place)
    {
        var sum = Tensor.Zeros(place[0].Shape[..2], DType.F64);
        foreach (var z in place) sum += (z.Square() + Math.Log(2 * Math.PI)).Flatten(2).Sum([-1]) * -0.5;
        return sum;
    }
}
