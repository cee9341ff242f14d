using Elbo.Data;
using Elbo.Evaluation.Likelihood;
using Elbo.Models.Latents;
using Elbo.Models.Zoo.GaussianVae;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Evaluation.Tests.Likelihood;

[NoLeak]
public sealed class PrecisionTests
{
    [Fact]
    public void In_bf16_the_bound_is_off_by_hundredths_of_a_nat()
    {
        using var generator = new Generator(1);
        using var model = VaeDefinition.Build(new(), new([1, 28, 28], generator));
        model.Evaluate();
        var data = new FakeDataset(6, [.. Enumerable.Range(0, 784).Select(d => d * 7 % 11 < 3 ? 1f : 0f)]);
        var full = IwaeEvaluator.Evaluate(model.As<ILatentVariables>()!, data, Split.Test, 200);
        using var precision = PrecisionScope.Enter(MatrixPrecision.Bf16);
        var low = IwaeEvaluator.Evaluate(model.As<ILatentVariables>()!, data, Split.Test, 200);
        // 784 logits of order one, each rounded by up to 2^-8 of itself with no common sign: some 0.03 nats an image, less in the mean.
        low.NegativeLogLikelihood.Mean.ShouldBe(full.NegativeLogLikelihood.Mean, 0.1);
        low.PerExample.Zip(full.PerExample, (a, b) => Math.Abs(a - b)).Max().ShouldBeInRange(1e-5, 0.3);
    }
}
