using Elbo.Probability.Inference;
using Elbo.Torch;

namespace Elbo.Evaluation.Likelihood;

/// <summary>Places that chains passed with log p(x, z) there, as plain numbers.</summary>
/// <param name="chains">C of each example.</param>
/// <param name="dimensions">J, of all sites together.</param>
internal sealed class PosteriorDraws(int chains, int dimensions)
{
    private readonly List<(double[] Place, double[] LogJoint)> passed = [];

    /// <summary>Takes down where the chains of all examples are, at the end of their path.</summary>
    public void Add(ChainState state)
    {
        using var scope = TensorScope.Enter();
        var place = Ops.Cat([.. state.Place.Select(z => z.Flatten(2).To(DType.F64))], -1);
        passed.Add((place.Contiguous().ToArray<double>(), state.LogDensity(1).To(DType.F64).Contiguous().ToArray<double>()));
    }

    /// <summary>z of an example, one draw after another, [L, J]: those of all chains at one time follow one another.</summary>
    public double[] Of(int example)
    {
        var examples = passed[0].LogJoint.Length / chains;
        var numbers = new double[passed.Count * chains * dimensions];
        for (var n = 0; n < passed.Count * chains; n++)
            passed[n / chains].Place.AsSpan((n % chains * examples + example) * dimensions, dimensions).CopyTo(numbers.AsSpan(n * dimensions));
        return numbers;
    }

    /// <summary>log p(x, z) of the same, [L] nats.</summary>
    public double[] LogJoint(int example)
    {
        var examples = passed[0].LogJoint.Length / chains;
        return [.. passed.SelectMany(at => Enumerable.Range(0, chains).Select(c => at.LogJoint[c * examples + example]))];
    }
}
