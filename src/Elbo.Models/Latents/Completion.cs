using Elbo.Data;
using Elbo.Models.Conditioning;
using Elbo.Torch;

namespace Elbo.Models.Latents;

/// <summary>Draws from p(z | x) and shows p(y | x, z) there, beside x.</summary>
internal sealed class Completion(Model owner, IGiven given) : IGivenGenerator
{
    /// <inheritdoc/>
    public Factor? Factor => given.Factor?.Condition.Factor;

    /// <inheritdoc/>
    public Tensor Given(Batch x) => given.Places(x);

    /// <inheritdoc/>
    public Batch Asked(Tensor levels) =>
        (given.Factor ?? throw new NotSupportedException("the model is given a part of its examples, no factor")).Asked(levels, owner.Ungiven(0));

    /// <inheritdoc/>
    public Tensor Complete(Batch x, int samples, NoiseStream noise)
    {
        var model = owner.As<ILatentVariables>()!;
        var walk = new DrawWalk(noise, samples, x.Count);
        model.VisitPrior(x, walk);
        var whole = LikelihoodLocation.Of(model, x, walk.Values);
        return whole.Expand([samples, x.Count, whole.Size(-1)]);
    }
}

/// <summary>New examples of every value of the factor that is given, in turn.</summary>
internal sealed class FactorGenerator(IGivenGenerator completion, GivenFactor given) : IGenerator
{
    /// <inheritdoc/>
    public Tensor Generate(int count, NoiseStream noise) => completion.Complete(completion.Asked(given.Condition.InTurn(count)), 1, noise).Squeeze(0);
}
