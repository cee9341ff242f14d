using Elbo.Data;
using Elbo.Torch;

namespace Elbo.Models.Conditioning;

/// <summary>A factor of the data is given, such as its class, as one number for each of its values; the whole example is modelled.</summary>
/// <param name="dimensions">D.</param>
public sealed class GivenFactor(FactorCondition condition, int dimensions) : IGiven
{
    /// <inheritdoc/>
    public int Size => condition.Factor.Levels;

    /// <inheritdoc/>
    public IReadOnlyList<int>? Modelled => null;

    /// <inheritdoc/>
    public GivenFactor Factor => this;

    /// <summary>The factor itself.</summary>
    public FactorCondition Condition => condition;

    /// <inheritdoc/>
    public (string Observed, string Given) Words => ("x", condition.Factor.Name);

    /// <inheritdoc/>
    public Tensor Of(Batch x) => condition.Of(x).OneHot(condition.Factor.Levels).To(x.X.DType);

    /// <inheritdoc/>
    public Tensor Rest(Batch x) => x.X;

    /// <inheritdoc/>
    public Tensor Places(Batch x) => Tensor.Zeros(x.X.Shape, x.X.DType, x.X.Device);

    /// <inheritdoc/>
    public Tensor Whole(Batch x, Tensor rest) => rest;

    /// <summary>Examples of which nothing is known but the factor; x [B, D] is 0.</summary>
    /// <param name="levels">Its values, I64 [B].</param>
    /// <param name="like">Of the type and on the device of the model.</param>
    public Batch Asked(Tensor levels, Batch like) => new(Tensor.Zeros([levels.Count, dimensions], like.X.DType, like.X.Device), null, Tensor.Arange(levels.Count, device: like.X.Device))
    {
        Factors = condition.Row(levels.To(like.X.Device, DType.I64)),
    };
}
