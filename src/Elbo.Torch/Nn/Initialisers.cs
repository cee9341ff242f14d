namespace Elbo.Torch.Nn;

/// <summary>
/// The usual starting values. For a weight <c>[out, in, k…]</c>: fan in = in·∏k, fan out = out·∏k. The values equal those of
/// PyTorch's <c>nn.init</c> for the same generator state.
/// </summary>
public static class Initialisers
{
    /// <summary>All 0.</summary>
    public static Initialiser Zeros { get; } = Constant(0);

    /// <summary>Every element <paramref name="value"/>.</summary>
    public static Initialiser Constant(double value) => Silently((tensor, _) => tensor.FillInPlace(value));

    /// <summary>U(<paramref name="low"/>, <paramref name="high"/>).</summary>
    public static Initialiser Uniform(double low, double high) => Silently((tensor, generator) => tensor.UniformInPlace(low, high, generator));

    /// <summary>N(<paramref name="mean"/>, <paramref name="std"/>²).</summary>
    public static Initialiser Normal(double std, double mean = 0) => Silently((tensor, generator) => tensor.NormalInPlace(mean, std, generator));

    /// <summary>
    /// N(0, <paramref name="std"/>²) for <paramref name="inputs"/> inputs of each unit, drawn for each, and 0 for its others, so that how strongly it answers does not grow with
    /// their number; all where there are no more. Martens 2010, §5.
    /// </summary>
    public static Initialiser SparseNormal(int inputs, double std) => Silently((tensor, generator) =>
    {
        using var scope = TensorScope.Enter();
        tensor.NormalInPlace(0, std, generator);
        var perUnit = tensor.Count / tensor.Size(0);
        if (perUnit <= inputs) return;
        var chosen = Tensor.Rand([tensor.Size(0), perUnit], generator).Topk(inputs).Indices;
        tensor.MulInPlace(Tensor.Zeros([tensor.Size(0), perUnit], tensor.DType).Scatter(1, chosen, 1).View(tensor.Shape));
    });

    /// <summary>U(±gain·√(6/(fan in + fan out))), for tanh and sigmoid. Glorot and Bengio 2010, eq. 16.</summary>
    public static Initialiser GlorotUniform(double gain = 1) => Silently((tensor, generator) =>
    {
        var (fanIn, fanOut) = Fans(tensor);
        var bound = Math.Sqrt(3.0) * (gain * Math.Sqrt(2.0 / (fanIn + fanOut)));
        tensor.UniformInPlace(-bound, bound, generator);
    });

    /// <summary>N(0, gain²·2/(fan in + fan out)). Glorot and Bengio 2010.</summary>
    public static Initialiser GlorotNormal(double gain = 1) => Silently((tensor, generator) =>
    {
        var (fanIn, fanOut) = Fans(tensor);
        tensor.NormalInPlace(0, gain * Math.Sqrt(2.0 / (fanIn + fanOut)), generator);
    });

    /// <summary>U(±√(6/((1 + a²)·fan in))), for leaky ReLU of slope <paramref name="a"/>; 0 is ReLU. He et al. 2015, eq. 15.</summary>
    public static Initialiser KaimingUniform(double a = 0) => Silently((tensor, generator) =>
    {
        var bound = Math.Sqrt(3.0) * (Math.Sqrt(2.0 / (1 + (a * a))) / Math.Sqrt(Fans(tensor).In));
        tensor.UniformInPlace(-bound, bound, generator);
    });

    /// <summary>N(0, 2/((1 + a²)·fan in)). He et al. 2015, eq. 15.</summary>
    public static Initialiser KaimingNormal(double a = 0) => Silently((tensor, generator) =>
        tensor.NormalInPlace(0, Math.Sqrt(2.0 / (1 + (a * a))) / Math.Sqrt(Fans(tensor).In), generator));

    /// <summary>
    /// A matrix <c>[out, rest]</c> with orthonormal rows or columns, whichever are fewer, times <paramref name="gain"/>; uniform over such
    /// matrices. Saxe et al. 2014.
    /// </summary>
    public static Initialiser Orthogonal(double gain = 1) => Silently((tensor, generator) =>
    {
        using var scope = TensorScope.Enter();
        if (tensor.Rank < 2) throw new TorchException($"an orthogonal start needs a matrix, not {tensor}");
        var rows = tensor.Size(0);
        var columns = tensor.Count / rows;
        var normal = Tensor.Randn([rows, columns], generator, tensor.DType);
        var (q, r) = (rows < columns ? normal.T() : normal).LinalgQr();
        // Householder QR leaves the signs to the algorithm; fixing them makes the distribution uniform.
        q = q * r.Diagonal().Sign();
        if (rows < columns) q = q.T();
        tensor.CopyInPlace((q * gain).Reshape(tensor.Shape));
    });

    /// <summary>PyTorch's start of linear and convolution weights: U(±1/√fan in), written as Kaiming uniform with a = √5.</summary>
    internal static Initialiser TorchWeight { get; } = KaimingUniform(Math.Sqrt(5));

    /// <summary>PyTorch's start of their biases: U(±1/√fan in) of the weight.</summary>
    internal static Initialiser TorchBias(Tensor weight)
    {
        var bound = 1 / Math.Sqrt(Fans(weight).In);
        return Uniform(-bound, bound);
    }

    private static (double In, double Out) Fans(Tensor tensor)
    {
        if (tensor.Rank < 2) throw new TorchException($"fan in and fan out need at least two axes, not {tensor}");
        var field = tensor.Count / (tensor.Size(0) * tensor.Size(1));
        return (tensor.Size(1) * field, tensor.Size(0) * field);
    }

    private static Initialiser Silently(Initialiser fill) => (tensor, generator) =>
    {
        using var _ = Gradients.Off();
        fill(tensor, generator);
    };
}
