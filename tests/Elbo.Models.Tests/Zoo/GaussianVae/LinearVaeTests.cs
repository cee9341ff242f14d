using Elbo.Data;
using Elbo.Models.Likelihoods;
using Elbo.Models.Zoo.GaussianVae;
using Elbo.Testing;
using Elbo.Torch;
using Elbo.Torch.Optim;

namespace Elbo.Models.Tests.Zoo.GaussianVae;

[NoLeak]
public sealed class LinearVaeTests
{
    private const int N = 2000, D = 4, Z = 2;

    /// <summary>
    /// A VAE without hidden layers and with a Gaussian likelihood contains probabilistic PCA, whose largest evidence is known: −½ (D log 2π
    /// + Σ_{i≤Z} log λ_i + (D − Z) log σ² + D) for eigenvalues λ of the covariance, σ² the mean of those left over (Tipping and Bishop 1999).
    /// </summary>
    [Fact]
    public void Trained_on_rotated_data_the_bound_meets_the_evidence_of_probabilistic_pca()
    {
        using var scope = TensorScope.Enter();
        // Standard deviations 3, 2, ½, ½ along rotated axes, exactly so in the sample: the axes of the code can be the principal ones, and a
        // diagonal q then suffices.
        double[] std = [3, 2, 0.5, 0.5];
        var white = new NoiseStream(5).Normal([N, D]).To(DType.F64);
        var (axes, _) = (white - white.Mean([0], true)).LinalgQr();
        var (rotation, _) = new NoiseStream(6).Normal([D, D]).To(DType.F64).LinalgQr();
        var x = (axes * Tensor.From(std) * Math.Sqrt(N)).Matmul(rotation);
        var batch = new Batch(x.To(DType.F32), null, Tensor.Arange(N));
        var evidence = -0.5 * (D * Math.Log(2 * Math.PI) + 2 * Math.Log(3 * 2) + (D - Z) * Math.Log(0.25) + D);

        using var generator = new Generator(1);
        var config = new VaeConfig { Latent = Z, Hidden = [], Likelihood = LikelihoodKind.Gaussian, OutputMean = OutputMean.Identity, Start = WeightStart.Normal, StartStd = 0.1 };
        using var model = VaeDefinition.Build(config, new([D], generator));
        using var adam = new Adam(model.NamedParameters(), 0.02);
        var schedule = new CosineSchedule(0.02, 2000);
        var noise = new NoiseStream(1);
        for (var step = 0; step < 2000; step++)
        {
            using var inner = TensorScope.Enter();
            model.Loss(batch, noise).Objective.Mean().Backward();
            adam.LearningRate = schedule.At(step);
            adam.Step();
            adam.ZeroGrad();
        }
        using var off = Gradients.Off();
        var bound = Enumerable.Range(0, 200).Average(_ =>
        {
            using var inner = TensorScope.Enter();
            var (reconstruction, kl) = model.ElboTerms(batch, noise);
            return (reconstruction - kl).Mean().ToDouble();
        });
        // 400,000 draws: a standard error below 0.003. The variance read from z adds 11 parameters, which can fit 11/2N = 0.003 nats of noise.
        bound.ShouldBe(evidence, 0.01);
    }
}
