using Elbo.Models;
using Elbo.Models.Zoo.LinearGaussian;
using Elbo.Torch;

namespace Elbo.Evaluation.SelfCheck;

/// <summary>
/// Five dimensions, three latent ones of which the last has a zero column in W, the exact posterior, and examples drawn from the model.
/// </summary>
internal sealed class LatentProblem : IDisposable
{
    public const int Dimensions = 5, Latent = 3, Used = 2;

    private const double Variance = 0.3;

    private static readonly float[] Weights = [1, 0.5f, 0, -0.5f, 1, 0, 0.25f, 0.75f, 0, 2, -1, 0, 0, 0.5f, 0];

    private static readonly float[] Bias = [0.5f, -1, 0, 2, 1];

    private readonly float[] rows;

    public LatentProblem(ulong seed, int count)
    {
        using var generator = new Generator(1);
        Model = LinearGaussianModel.Build(new() { Latent = Latent }, new([Dimensions], generator));
        Put("decoder.weight", Weights);
        Put("decoder.bias", Bias);
        Put("log_var", [(float)Math.Log(Variance)]);
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        var noise = new NoiseStream(new SeedStreams(seed).Seed("selfcheck-data"));
        rows = (Model.As<IGenerator>()!.Generate(count, noise) + noise.Normal([count, Dimensions]) * Math.Sqrt(Variance)).ToArray<float>();
        Examples = new(rows, Dimensions, count);
    }

    public LinearGaussianModel Model { get; }

    public FixedExamples Examples { get; }

    /// <summary>log p(x) of the first examples from the dense D × D covariance, which the model never forms.</summary>
    public double[] DenseLogEvidence(int count)
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        var x = Tensor.From(rows.AsSpan(0, count * Dimensions), count, Dimensions).To(DType.F64);
        var lower = Covariance().LinalgCholesky();
        var u = lower.LinalgSolveTriangular((x - Tensor.From(Bias).To(DType.F64)).T(), upper: false);
        return ((u.Square().Sum([0]) + Dimensions * Math.Log(2 * Math.PI)) * -0.5 - lower.Diagonal().Log().Sum()).ToArray<double>();
    }

    /// <summary>Var_x E[z_u | x] = (Wᵀ C⁻¹ W)_uu with C the covariance of x: what the active-unit statistic estimates.</summary>
    public double[] VarianceOfMeans()
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        var w = Tensor.From(Weights, Dimensions, Latent).To(DType.F64);
        return w.T().Matmul(Covariance().LinalgInv()).Matmul(w).Diagonal().Contiguous().ToArray<double>();
    }

    public void Dispose()
    {
        Examples.Dispose();
        Model.Dispose();
    }

    private static Tensor Covariance()
    {
        var w = Tensor.From(Weights, Dimensions, Latent).To(DType.F64);
        // The variance as the model's f32 parameter gives it.
        return w.Matmul(w.T()) + Ops.Eye(Dimensions, DType.F64) * Math.Exp((float)Math.Log(Variance));
    }

    private void Put(string name, float[] values) =>
        values.CopyTo(Model.NamedParameters().Single(p => p.Name == name).Value.AsWritableSpan<float>());
}
