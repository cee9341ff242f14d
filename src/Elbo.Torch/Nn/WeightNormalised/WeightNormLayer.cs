namespace Elbo.Torch.Nn;

/// <summary>
/// A layer whose weight is w = g·v/‖v‖, with a norm per output channel, so that length and direction are learned apart. Parameters
/// <c>weight_g</c> <c>[out, 1, …]</c>, <c>weight_v</c> <c>[out, in, …]</c> and <c>bias</c> <c>[out]</c>; transposed <c>[1, out, …]</c> and <c>[in, out, …]</c>. Salimans and Kingma 2016, eq. 2.
/// </summary>
/// <remarks>v and the bias start as PyTorch's plain layer does, g as ‖v‖, so that w starts as v.</remarks>
public abstract class WeightNormLayer : Layer, IDataInitialised
{
    // Of the weight, the axis of the outputs: 0, or 1 where it is transposed.
    private readonly int outputs;

    // Zeros and ones of the weight's shape; null where the whole of v counts.
    private readonly Tensor? mask;

    // Whether the parameter is log g.
    private readonly bool logarithmic;

    private protected WeightNormLayer(ReadOnlySpan<long> weightShape, Generator generator, Initialiser? weightInit, DType dtype, int outputs = 0, Func<Tensor>? mask = null, bool logarithmic = false)
    {
        (this.outputs, this.logarithmic) = (outputs, logarithmic);
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        Direction = Tensor.Empty(weightShape, dtype, generator.Device);
        (weightInit ?? Initialisers.TorchWeight)(Direction, generator);
        if (mask is not null)
        {
            this.mask = Buffer("mask", mask().To(generator.Device, dtype));
            Direction.MulInPlace(this.mask);
        }
        var length = Direction.LinalgVectorNorm(2, OtherAxes(Direction.Rank, outputs), keepdim: true);
        Length = Param("weight_g", logarithmic ? length.Log() : length);
        Direction = Param("weight_v", Direction);
        Bias = Param("bias", Tensor.Empty([weightShape[outputs]], dtype, generator.Device));
        Initialisers.TorchBias(Direction)(Bias, generator);
    }

    /// <summary>g, <c>[out, 1, …]</c>; log g of a layer that was made so, whose length an optimizer with steps of one size changes by a share of itself.</summary>
    public Tensor Length { get; }

    /// <summary>v, <c>[out, in, …]</c>; its length does not matter, nor does what a mask hides.</summary>
    public Tensor Direction { get; }

    /// <summary>b, <c>[out]</c>.</summary>
    public Tensor Bias { get; }

    /// <inheritdoc/>
    public sealed override Tensor Forward(Tensor x) => Apply(x, Weight(logarithmic ? Length.Exp() : Length), Bias);

    /// <summary>Multiplies g, as before there is a batch to choose it from.</summary>
    public void Stretch(double factor)
    {
        using var off = Gradients.Off();
        if (logarithmic) Length.AddInPlace(Math.Log(factor));
        else Length.MulInPlace(factor);
    }

    /// <summary>
    /// Sets g = 1/σ and b = −μ/σ from the mean and standard deviation of v·x/‖v‖ over the batch, so that each output channel has mean 0
    /// and variance 1 on it. Salimans and Kingma 2016, eq. 4–6. Returns the output for <paramref name="x"/>.
    /// </summary>
    /// <exception cref="TorchException">A channel is constant on the batch.</exception>
    public Tensor InitialiseFromData(Tensor x) => InitialiseFromData(x, 1);

    /// <summary>The same with another standard deviation than 1.</summary>
    /// <param name="deviation">Of each output channel on the batch, above 0.</param>
    /// <exception cref="TorchException">A channel is constant on the batch.</exception>
    public Tensor InitialiseFromData(Tensor x, double deviation)
    {
        using var off = Gradients.Off();
        using var scope = TensorScope.Enter();
        var plain = Apply(x, Weight(Length.OnesLike()), null);
        var axis = ChannelAxis(plain);
        var axes = Enumerable.Range(0, plain.Rank).Where(a => a != axis).Select(a => (long)a).ToArray();
        var (variance, mean) = plain.VarMean(axes, 0);
        var found = variance.Sqrt();
        if (found.Min().ToDouble() is not (> 0 and < double.PositiveInfinity))
            throw new TorchException($"{GetType().Name} cannot be initialised from {x}: an output channel is constant on it, or not finite");
        var length = (found.Reciprocal() * deviation).View(Length.Shape);
        Length.CopyInPlace(logarithmic ? length.Log() : length);
        Bias.CopyInPlace(mean / found * -deviation);
        return scope.Keep(Forward(x));
    }

    private protected abstract Tensor Apply(Tensor x, Tensor weight, Tensor? bias);

    /// <summary>Which axis of the output holds the channels.</summary>
    private protected abstract int ChannelAxis(Tensor y);

    private Tensor Weight(Tensor length) => (mask is null ? Direction : Direction * mask).WeightNorm(length, outputs);

    private static long[] OtherAxes(int rank, int but) => [.. Enumerable.Range(0, rank).Where(a => a != but).Select(a => (long)a)];
}
