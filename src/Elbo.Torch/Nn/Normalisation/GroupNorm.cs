namespace Elbo.Torch.Nn;

/// <summary>
/// y = γ·(x − μ)/√(σ² + ε) + β with mean and biased variance over each example's groups of channels: <c>[B, C, …]</c> to the same.
/// Parameters <c>weight</c> γ and <c>bias</c> β, both <c>[C]</c>. Wu and He 2018.
/// </summary>
public sealed class GroupNorm : Layer
{
    private readonly long groups;
    private readonly double epsilon;

    /// <param name="groups">Groups the channels fall into.</param>
    /// <param name="channels">C, a multiple of <paramref name="groups"/>.</param>
    /// <param name="epsilon">ε &gt; 0.</param>
    /// <param name="affine">Whether γ and β are there.</param>
    public GroupNorm(long groups, long channels, double epsilon = 1e-5, bool affine = true, DType dtype = DType.F32, Device device = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(groups, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(epsilon);
        if (channels % groups != 0) throw new ArgumentException($"{groups} groups do not divide {channels} channels", nameof(groups));
        (this.groups, this.epsilon) = (groups, epsilon);
        if (!affine) return;
        using var scope = TensorScope.Enter();
        Weight = Param("weight", Tensor.Ones([channels], dtype, device));
        Bias = Param("bias", Tensor.Zeros([channels], dtype, device));
    }

    /// <summary>γ, <c>[C]</c>; null unless affine.</summary>
    public Tensor? Weight { get; }

    /// <summary>β, <c>[C]</c>; null unless affine.</summary>
    public Tensor? Bias { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x.GroupNorm(groups, Weight, Bias, epsilon);
}
