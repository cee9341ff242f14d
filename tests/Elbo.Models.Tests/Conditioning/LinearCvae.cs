using Elbo.Data;
using Elbo.Models.Conditionals;
using Elbo.Models.Conditioning;
using Elbo.Models.Latents;
using Elbo.Models.Objectives;
using Elbo.Probability;
using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Tests.Conditioning;

/// <summary>N(W v + b, diag exp(2s)) with one spread for all v: encoder or decoder of a linear model.</summary>
internal sealed class LinearGaussian : Conditional<Tensor>
{
    private readonly Linear mean;
    private readonly Tensor logStd;

    public LinearGaussian(int inputs, int outputs, Generator generator) : base(outputs)
    {
        using var scope = TensorScope.Enter();
        mean = Child("mean", new Linear(inputs, outputs, generator, dtype: DType.F64));
        logStd = Param("log_std", Tensor.Zeros([outputs], DType.F64));
    }

    public void Set(double[] weight, double[] bias, double[] spread)
    {
        using var off = Gradients.Off();
        mean.Weight.CopyInPlace(Tensor.From(weight).View(mean.Weight.Shape));
        mean.Bias!.CopyInPlace(Tensor.From(bias));
        logStd.CopyInPlace(Tensor.From(spread));
    }

    public override Distribution Of(Tensor given, Pass? pass = null) => Normal.FromLogStd(mean.Forward(given), logStd);
}

/// <summary>Y = A z + B X + σ ε with AᵀA diagonal, so that p(z | y, x) is a diagonal Gaussian: X is place 0 of 4, Y the others, z has two dimensions.</summary>
internal sealed class LinearCvae : IDisposable
{
    public const double Sigma = 0.5;

    private static readonly double[] a = [1, 0.5, 2, 0, -1, 0.5], b = [0.7, -0.3, 1.5];

    private readonly Generator generator = new(1);

    public LinearCvae()
    {
        var given = new GivenPlaces([0], 4, binarise: false);
        Encoder = new(4, 2, generator);
        Decoder = new(3, 3, generator);
        // v = (z, x): rows of [A B].
        Decoder.Set([.. Enumerable.Range(0, 3).SelectMany(i => new[] { a[2 * i], a[2 * i + 1], b[i] })], [0, 0, 0], [Math.Log(Sigma), Math.Log(Sigma), Math.Log(Sigma)]);
        var posterior = new LatentProgram([new("z", [2])], [("encoder", Encoder)], (x, walk) => walk.At("z", Encoder.Of(Ops.Cat([given.Rest(x), given.Of(x)], -1))));
        var likelihood = new DataLikelihood([("decoder", Decoder)],
            (x, z, _) => Decoder.Of(Ops.Cat([z["z"], given.Of(x).Expand([.. z["z"].Shape[..^1], 1])], -1)))
        { Given = given };
        Model = new(posterior, LatentProgram.StandardNormal("z", 2), likelihood, new PresentingObjective(new ElboObjective(), given));
    }

    public Vae Model { get; }

    public LinearGaussian Encoder { get; }

    public LinearGaussian Decoder { get; }

    /// <summary>p(z | y, x) = N(D⁻¹ Aᵀ (y − B x)/σ², D⁻¹), D = I + AᵀA/σ² being diagonal.</summary>
    public void MakeExact()
    {
        var precision = Enumerable.Range(0, 2).Select(j => 1 + Enumerable.Range(0, 3).Sum(i => a[2 * i + j] * a[2 * i + j]) / (Sigma * Sigma)).ToArray();
        var weight = new double[8];
        for (var j = 0; j < 2; j++)
            for (var i = 0; i < 3; i++)
            {
                var w = a[2 * i + j] / (Sigma * Sigma * precision[j]);
                weight[4 * j + i] = w;
                weight[4 * j + 3] -= w * b[i];
            }
        Encoder.Set(weight, [0, 0], [.. precision.Select(p => -0.5 * Math.Log(p))]);
    }

    /// <summary>log N(y; B x, AAᵀ + σ² I) [B] nats.</summary>
    public static double[] Exact(Tensor x)
    {
        var matrix = Tensor.From(a, 3, 2);
        var covariance = matrix.Matmul(matrix.T()) + Ops.Eye(3, DType.F64) * (Sigma * Sigma);
        return MultivariateNormal.FromCovariance(x.Narrow(1, 0, 1) * Tensor.From(b), covariance).LogProb(x.Narrow(1, 1, 3)).ToArray<double>();
    }

    /// <summary>Examples of the model, [B, 4].</summary>
    public static Batch Examples(int count)
    {
        var noise = new NoiseStream(5);
        var x = noise.Normal([count, 1], dtype: DType.F64);
        var y = noise.Normal([count, 2], dtype: DType.F64).Matmul(Tensor.From(a, 3, 2).T()) + x * Tensor.From(b) + noise.Normal([count, 3], dtype: DType.F64) * Sigma;
        return new(Ops.Cat([x, y], 1), null, Tensor.Arange(count));
    }

    public void Dispose()
    {
        Model.Dispose();
        generator.Dispose();
    }
}
