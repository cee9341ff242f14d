namespace Elbo.Torch.Nn;

/// <summary>
/// y = γ·(x − μ)/√(σ² + ε) + β per channel. While training, μ and σ² (biased) are those of the batch, and the running statistics move
/// towards them (the running variance towards the unbiased one); in evaluation the running statistics are used and nothing changes.
/// Parameters <c>weight</c> γ and <c>bias</c> β; buffers <c>running_mean</c>, <c>running_var</c>, <c>num_batches_tracked</c>.
/// Ioffe and Szegedy 2015, algorithms 1 and 2.
/// </summary>
public abstract class BatchNorm : Layer
{
    private readonly double epsilon;
    private readonly double? momentum;

    private protected BatchNorm(long channels, double epsilon, double? momentum, bool affine, DType dtype, Device device)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(epsilon);
        if (momentum is < 0 or > 1) throw new ArgumentOutOfRangeException(nameof(momentum), momentum, "must lie in [0, 1]");
        (this.epsilon, this.momentum) = (epsilon, momentum);
        using var scope = TensorScope.Enter();
        if (affine)
        {
            Weight = Param("weight", Tensor.Ones([channels], dtype, device));
            Bias = Param("bias", Tensor.Zeros([channels], dtype, device));
        }
        RunningMean = Buffer("running_mean", Tensor.Zeros([channels], dtype, device));
        RunningVariance = Buffer("running_var", Tensor.Ones([channels], dtype, device));
        BatchesTracked = Buffer("num_batches_tracked", Tensor.Zeros([], DType.I64, device));
    }

    /// <summary>γ, <c>[C]</c>; null unless affine.</summary>
    public Tensor? Weight { get; }

    /// <summary>β, <c>[C]</c>; null unless affine.</summary>
    public Tensor? Bias { get; }

    /// <summary><c>[C]</c>.</summary>
    public Tensor RunningMean { get; }

    /// <summary><c>[C]</c>.</summary>
    public Tensor RunningVariance { get; }

    /// <summary>Training batches seen, a scalar.</summary>
    public Tensor BatchesTracked { get; }

    private protected abstract string Taken { get; }

    /// <inheritdoc/>
    public sealed override Tensor Forward(Tensor x)
    {
        if (!Takes(x.Rank)) throw new TorchException($"{GetType().Name} takes {Taken}, not {x}");
        if (!IsTraining) return x.BatchNorm(Weight, Bias, RunningMean, RunningVariance, false, 0, epsilon, true);
        if (x.Count / x.Size(1) < 2) throw new TorchException($"{GetType().Name} needs more than one value per channel while training, not {x}");
        BatchesTracked.AddInPlace(1);
        return x.BatchNorm(Weight, Bias, RunningMean, RunningVariance, true, momentum ?? (1.0 / BatchesTracked.ToInt64()), epsilon, true);
    }

    private protected abstract bool Takes(int rank);
}
