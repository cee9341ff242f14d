using Elbo.Data;
using Elbo.Evaluation.Measures;
using Elbo.Models;
using Elbo.Models.Conditionals;
using Elbo.Models.Latents;
using Elbo.Probability;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Evaluation.Tests.Measures;

/// <summary>z = f(ξ) for one number under p(z) = N(0, 1), p(x | z) = N(z, 1), x = 1.</summary>
[NoLeak]
public sealed class SamplerBoundTests
{
    [Fact]
    public void Of_a_linear_sampler_it_is_the_closed_form_and_L_K_lies_between_it_and_log_p()
    {
        const double Mean = 0.2, Spread = 0.9;
        var figures = Measure(xi => xi * Spread + Mean, xi => Tensor.Full([.. xi.Shape, 1], Spread, DType.F64));
        // E log p(x | z) − KL(N(m, s²) ‖ N(0, 1)).
        var exact = -0.5 * Math.Log(2 * Math.PI) - 0.5 * ((1 - Mean) * (1 - Mean) + Spread * Spread) - 0.5 * (Mean * Mean + Spread * Spread - 1 - 2 * Math.Log(Spread));
        var elbo = figures.Single(f => f.Kind == SamplerBoundMeasure.Elbo);
        elbo.Value.ShouldBe(exact, 4.5 * elbo.StandardError!.Value);
        // log N(1; 0, 2).
        var evidence = -0.5 * Math.Log(4 * Math.PI) - 0.25;
        var nll = figures.Single(f => f.Kind == SamplerBoundMeasure.Nll);
        (-nll.Value).ShouldBeInRange(exact, evidence + 4.5 * nll.StandardError!.Value);
        (evidence + nll.Value).ShouldBeLessThan((evidence - exact) / 10);
    }

    [Fact]
    public void A_sampler_that_folds_has_none_and_the_reason_is_said() =>
        Should.Throw<UnfitException>(() => Measure(xi => xi.Square(), xi => (xi * 2).Unsqueeze(-1))).Message.ShouldStartWith("the sampler folds: ");

    [Fact]
    public void Noise_of_another_size_has_none_either() =>
        Should.Throw<UnfitException>(() => Measure(xi => xi, null)).Message.ShouldStartWith("the noise of the sampler has another size than its code");

    private static List<Figure> Measure(Func<Tensor, Tensor> map, Func<Tensor, Tensor>? jacobian)
    {
        using var scope = TensorScope.Enter();
        using var none = new Sampler(map, jacobian);
        using var data = new FakeDataset(400, 1f);
        return [.. new SamplerBoundMeasure().Take(new(none, data, Split.Test) { Samples = 50 })];
    }

    private sealed class Sampler(Func<Tensor, Tensor> map, Func<Tensor, Tensor>? jacobian) : Model, ILatentVariables
    {
        public bool HasBound => false;

        public override LossTerms Loss(Batch batch, StepContext step) => throw new NotSupportedException();

        public void VisitPosterior(Batch x, SiteWalk walk) =>
            walk.At("z", new ImplicitDraws(Tensor.Zeros([x.Count, 1], DType.F64), (noise, leading) => noise.Normal([.. leading, x.Count, 1], dtype: DType.F64), map, jacobian));

        public void VisitPrior(Batch given, SiteWalk walk) => walk.At("z", new StandardNormal(1, DType.F64));

        public Distribution Likelihood(Batch given, SiteValues z, Pass pass) => Normal.FromLogVariance(z["z"], Tensor.Zeros([1], DType.F64));

        public Tensor Observed(Batch x) => x.X.To(DType.F64);
    }
}
