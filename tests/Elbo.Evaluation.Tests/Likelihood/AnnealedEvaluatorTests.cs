using Elbo.Data;
using Elbo.Evaluation.Likelihood;
using Elbo.Evaluation.SelfCheck;
using Elbo.Models.Latents;
using Elbo.Testing;

namespace Elbo.Evaluation.Tests.Likelihood;

[NoLeak]
public sealed class AnnealedEvaluatorTests : IDisposable
{
    // Three blocks of 25 examples.
    private const int Examples = 75, Distributions = 12;

    private static readonly AnnealingOptions options = new() { Chains = 32, Steps = Distributions, Bdmc = true };

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("elbo-annealing-");
    private readonly LatentProblem problem = new(3, 200);

    public void Dispose()
    {
        problem.Dispose();
        folder.Delete(true);
    }

    private string Kept => Path.Combine(folder.FullName, "blocks.txt");

    [Theory]
    [InlineData(5)]
    [InlineData(40)]
    [InlineData(90)]
    public void What_is_stopped_anywhere_and_asked_for_again_is_the_same_bit_for_bit(int distributions)
    {
        var whole = Evaluate(null);
        using var stop = new CancellationTokenSource();
        Should.Throw<OperationCanceledException>(() => Evaluate(new(Kept, "w"), done => { if (done >= distributions) stop.Cancel(); }, stop.Token));
        // As a process that was killed while it wrote.
        File.AppendAllText(Kept, "\n0123 AAAA");
        Same(Evaluate(new(Kept, "w")), whole);
        // And now nothing is left to do.
        List<long> steps = [];
        Same(Evaluate(new(Kept, "w"), steps.Add), whole);
        steps.ShouldAllBe(done => done % (Distributions - 1) == 0);
        steps[^1].ShouldBe(AnnealedEvaluator.Work(options, problem.Examples, Split.Test, Examples));
    }

    /// <summary>Of two chains one is always near to half of the average, and of one it is all.</summary>
    [Theory]
    [InlineData(16, 1.2, true)]
    [InlineData(16, 2, false)]
    [InlineData(2, 1.1, false)]
    public void One_chain_of_several_may_carry_the_average(int chains, double effective, bool carried) =>
        new AnnealedBound([0], [-1], effective, 0.7, 1, null).IsCarriedByOne(chains).ShouldBe(carried);

    [Fact]
    public void Nothing_is_taken_over_from_other_weights_seeds_or_settings()
    {
        Evaluate(new(Kept, "w"));
        bool IsKept(KeptBlocks kept, AnnealingOptions asked, ulong seed)
        {
            var first = 0L;
            AnnealedEvaluator.Evaluate(problem.Model, problem.Examples, Split.Test, asked, Examples, seed, kept, done => first = first == 0 ? done : first);
            return first == Distributions - 1;
        }
        IsKept(new(Kept, "w"), options, 1).ShouldBeTrue();
        IsKept(new(Kept, "other"), options, 1).ShouldBeFalse();
        IsKept(new(Kept, "w"), options, 2).ShouldBeFalse();
        IsKept(new(Kept, "w"), options with { Start = AnnealingBase.Encoder }, 1).ShouldBeFalse();
        IsKept(new(Kept, "w"), options with { StepSize = 0.1 }, 1).ShouldBeFalse();
    }

    [Fact]
    public void More_examples_go_on_from_fewer()
    {
        var few = Evaluate(null);
        var more = AnnealedEvaluator.Evaluate(problem.Model, problem.Examples, Split.Test, options, 125);
        more.Indices.Take(Examples).ShouldBe(few.Indices);
        more.PerExample.Take(Examples).ShouldBe(few.PerExample);
        few.Indices.Distinct().Count().ShouldBe(Examples);
        few.Indices.ShouldNotBe([.. few.Indices.Order()]);
        more.Sandwich!.Lower.Count.ShouldBe(100);
    }

    [Fact]
    public void When_the_time_is_up_the_examples_done_so_far_count_and_it_is_said_how_many()
    {
        var clock = new HandClock();
        var timed = options with { Minutes = 2, Clock = clock };
        // The minutes are over in the second block of examples: a pilot, and three runs of the first block.
        var found = Evaluate(null, done => { if (done == 4 * (Distributions - 1) + 3) clock.Pass(121); }, asked: timed);
        found.PerExample.Count.ShouldBe(25);
        found.Wanted.ShouldBe(Examples);
        found.PerExample.ShouldBe(Evaluate(null).PerExample.Take(25));
        Should.Throw<NotSupportedException>(() => Evaluate(null, done => { if (done == 2) clock.Pass(121); }, asked: timed)).Message.ShouldContain("2 minutes are not enough for the first 25 examples");
    }

    [Fact]
    public void Steps_that_reject_everything_are_a_diagnosis_and_no_number() =>
        Should.Throw<NotSupportedException>(() => Evaluate(null, asked: options with { StepSize = 9 })).Message.ShouldContain("a step of 9 is too large");

    [Fact]
    public void It_comes_to_log_p_from_both_sides()
    {
        var found = AnnealedEvaluator.Evaluate(problem.Model, problem.Examples, Split.Test, options with { Steps = 200 }, 100);
        var exact = problem.DenseLogEvidence(200);
        found.PerExample.Average().ShouldBe(found.Indices.Average(k => exact[k]), 0.05);
        found.Sandwich!.Gap.Mean.ShouldBeInRange(-0.05, 0.1);
        found.Acceptance.ShouldBeInRange(0.4, 0.95);
        found.EffectiveChains.ShouldBeInRange(16, 32);
    }

    private AnnealedBound Evaluate(KeptBlocks? kept, Action<long>? progress = null, CancellationToken cancel = default, AnnealingOptions? asked = null) =>
        AnnealedEvaluator.Evaluate(problem.Model, problem.Examples, Split.Test, asked ?? options, Examples, 1, kept, progress, cancel);

    private static void Same(AnnealedBound found, AnnealedBound wanted)
    {
        found.PerExample.ShouldBe(wanted.PerExample);
        found.Sandwich!.Lower.ShouldBe(wanted.Sandwich!.Lower);
        found.Sandwich.Upper.ShouldBe(wanted.Sandwich.Upper);
        (found.Acceptance, found.EffectiveChains).ShouldBe((wanted.Acceptance, wanted.EffectiveChains));
    }
}
