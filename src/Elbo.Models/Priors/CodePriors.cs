using Elbo.Models.Networks;
using Elbo.Torch;

namespace Elbo.Models.Priors;

/// <summary>What follows from the factors of an <see cref="ICodePrior"/>.</summary>
public static class CodePriors
{
    /// <summary>Codes of one example.</summary>
    public static int Length(this ICodePrior prior) => prior.Shape.Aggregate(1, (product, size) => checked(product * size));

    /// <summary>log p(codes | conditions), [B] nats.</summary>
    /// <param name="codes">I64 [B, …shape].</param>
    public static Tensor LogProb(this ICodePrior prior, Tensor codes, CodeConditions? conditions = null) =>
        -prior.CrossEntropy(codes, conditions).Flatten(1).Sum([1]);

    /// <summary>Mean bits per code of these examples.</summary>
    /// <param name="codes">I64 [B, …shape].</param>
    public static double BitsPerCode(this ICodePrior prior, Tensor codes, CodeConditions? conditions = null)
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        return prior.CrossEntropy(codes, conditions).To(DType.F64).Mean().ToDouble() / Math.Log(2);
    }

    /// <summary>Draws examples code by code. Each draw takes one uniform number that depends on the noise, the example and the place alone.</summary>
    /// <param name="count">B, at least 1.</param>
    /// <param name="conditions">Of B examples.</param>
    /// <param name="temperature">Divides the logits: below 1 likelier codes, 0 the likeliest one, 1 the distribution itself.</param>
    /// <returns>I64 [B, …shape] on the CPU.</returns>
    public static Tensor Sample(this ICodePrior prior, int count, NoiseStream noise, CodeConditions? conditions = null, double temperature = 1)
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        using var walk = prior.Open(count, conditions);
        var symbols = CategoricalDraws.Walk(walk, noise, temperature);
        return scope.Keep(Tensor.From(symbols, [count, .. prior.Shape.Select(size => (long)size)]));
    }
}
