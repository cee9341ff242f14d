using Elbo.Data;
using Elbo.Evaluation.SelfCheck;
using Elbo.Models.Latents;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Evaluation.Tests.SelfCheck;

[NoLeak]
public sealed class SelfCheckSuiteTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Every_estimator_is_within_five_standard_errors_of_the_truth(ulong seed)
    {
        var rows = SelfCheckSuite.Run(seed).ToList();
        rows.Where(r => !r.Passed).ShouldBeEmpty();
        rows.Select(r => r.Name).ShouldBeUnique();
        foreach (var name in (string[])["elbo", "iwae-1", "iwae-10", "iwae-1000", "iwae-64.exact-posterior", "kl.normal-standard-normal", "active-units.count", "active-units.layer-2", "kl-dimension-1", "mutual-information.gaussian", "total-correlation.clusters", "auroc.normal", "elbo.standard-error", "iwae-131.draws", "auroc.delong-error", "psnr.20-40", "mig.three-of-four", "vae.evidence", "iwae.elbo", "ais.forward-prior", "ais.reverse-encoder", "ais.exact-posterior", "hmc.variance", "harmonic.inverse-evidence", "four-bits.iwae-4", "four-bits.vimco-3.posterior", "four-bits.rws-3.posterior", "four-bits.score-2.posterior"])
            rows.ShouldContain(r => r.Name == name);
    }

    [Fact]
    public void The_error_bars_are_small_enough_to_see_one_sample_too_few_and_a_mean_in_place_of_a_log_mean()
    {
        var rows = SelfCheckSuite.Run().ToDictionary(r => r.Name);
        var ten = rows["iwae-10"];
        double Exact(int samples) => ScalarProblem.LogEvidence + ExactIwaeBound.Gap(ScalarProblem.Shift, ScalarProblem.Stretch, samples);
        ten.Exact.ShouldBe(Exact(10), 1e-12);
        (ten with { Exact = Exact(9) }).Passed.ShouldBeFalse();
        (ten with { Exact = Exact(11) }).Passed.ShouldBeFalse();
        // The mean of ten log-weights has the expectation of one.
        (ten with { Estimate = rows["iwae-1"].Estimate }).Passed.ShouldBeFalse();
        // Plain log w without the divergence, or a divergence of a log σ head read as log σ², are whole nats off.
        (rows["elbo"] with { Estimate = rows["elbo.reconstruction"].Estimate }).Passed.ShouldBeFalse();
    }

    [Fact]
    public void A_discrete_code_is_held_to_sums_over_its_states_tightly_enough_to_see_signs_and_samples()
    {
        var rows = DiscreteChecks.Run(1, default).ToDictionary(r => r.Name);
        var truth = FourBitTruth.Parameters;
        // Bounds climb to log p(x), and the errors tell one sample more or less.
        double[] bounds = [.. Enumerable.Range(1, 5).Select(truth.Bound)];
        bounds.ShouldBeInOrder();
        bounds[^1].ShouldBeLessThan(truth.LogEvidence);
        (rows["four-bits.iwae-4"] with { Exact = bounds[2] }).Passed.ShouldBeFalse();
        (rows["four-bits.iwae-4"] with { Exact = bounds[4] }).Passed.ShouldBeFalse();
        // Those of q are what a sign or a baseline mistaken would change; a gradient near 0 would hide both.
        foreach (var row in rows.Values.Where(r => r.Name.EndsWith(".posterior", StringComparison.Ordinal)))
        {
            (row with { Estimate = -row.Estimate }).Passed.ShouldBeFalse(row.Name);
            (row with { Estimate = row.Estimate / 2 }).Passed.ShouldBeFalse(row.Name);
        }
    }

    [Fact]
    public void Annealing_refuses_a_discrete_code_and_names_its_site()
    {
        using var scope = TensorScope.Enter();
        new OrderedBatches(FourBitCode.Repeat(2), Split.Test, 2).TryNext(out var batch);
        Should.Throw<NotSupportedException>(() => new PosteriorPath(new FourBitCode(), batch!, AnnealingBase.Prior)).Message.ShouldContain("'bits'");
    }

    [Fact]
    public void Zero_variance_still_asks_for_nine_digits_and_no_number_never_passes()
    {
        SelfCheckRow.Of("a", 2 + 1e-9, 2, 0).Passed.ShouldBeTrue();
        SelfCheckRow.Of("a", 2 + 1e-7, 2, 0).Passed.ShouldBeFalse();
        SelfCheckRow.Of("a", double.NaN, 2, 0.1).Passed.ShouldBeFalse();
        SelfCheckRow.Of("a", 2, 2, double.NaN).Passed.ShouldBeFalse();
        SelfCheckRow.Of("a", 1.4, 2, 0.1).Z.ShouldBe(-6, 1e-9);
    }

    [Fact]
    public void The_scalar_problem_is_the_published_one() => ScalarProblem.LogEvidence.ShouldBe(-2.759558209865452, 1e-12);
}
