using Elbo.Data;
using Elbo.Evaluation.Video;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Evaluation.Tests.Video;

[NoLeak]
public sealed class RolloutQualityTests
{
    private readonly CountingVideos videos = new();

    [Fact]
    public void One_that_knows_the_rule_is_right_at_every_step_under_whatever_actions()
    {
        using var scope = TensorScope.Enter();
        var quality = RolloutQuality.Measure(new Counter(heeds: true), videos, Split.Test, context: 2, steps: 5);
        quality.Videos.ShouldBe(12);
        quality.Predicted.Count.ShouldBe(5);
        foreach (var step in (FrameAgreement[])[.. quality.Predicted, .. quality.OtherActions!, .. quality.Decoded])
        {
            (step.Codes.Mean, step.Whole.Mean).ShouldBe((1, 1));
            step.MeanSquaredError.Mean.ShouldBe(0, 1e-12);
        }
        // Each action is replaced by the next: one too many at the first step, and so on modulo four.
        quality.WrongActions!.Select(s => s.Codes.Mean).ShouldBe([0, 0, 0, 1, 0]);
        quality.Copied[0].Codes.Mean.ShouldBe(0);
        quality.Copied[0].MeanSquaredError.Mean.ShouldBeGreaterThan(0.1);
    }

    [Fact]
    public void One_that_does_not_heed_the_actions_is_as_good_under_wrong_ones()
    {
        using var scope = TensorScope.Enter();
        var quality = RolloutQuality.Measure(new Counter(heeds: false), videos, Split.Test, context: 3, steps: 4);
        quality.WrongActions!.Select(s => s.Codes.Mean).ShouldBe(quality.Predicted.Select(s => s.Codes.Mean));
        quality.Predicted[0].Codes.Mean.ShouldBeInRange(0.1, 0.6);
        quality.OtherActions!.Select(s => s.Codes.Mean).ShouldNotBe(quality.Predicted.Select(s => s.Codes.Mean));
    }

    [Fact]
    public void Videos_that_are_too_short_are_refused()
    {
        using var scope = TensorScope.Enter();
        Should.Throw<ArgumentOutOfRangeException>(() => RolloutQuality.Measure(new Counter(true), videos, Split.Test, context: 4, steps: 5));
    }

    [Fact]
    public void A_strip_has_a_pair_of_rows_for_the_own_actions_and_for_each_other_list()
    {
        using var scope = TensorScope.Enter();
        var strip = RolloutStrips.Draw(new Counter(heeds: true), videos, Split.Test, example: 3, context: 2, steps: 4, others: [[0, 0, 0, 0], [3, 3, 3, 3]]);
        // Seven frames with the gap, enlarged 28 times to 56 pixels; three bands of two rows, wider gaps between them.
        (strip.Width, strip.Height).ShouldBe((2 + (7 * 58), 2 + (3 * 116) + (2 * 6)));
        Should.Throw<ArgumentException>(() => RolloutStrips.Draw(new Counter(true), new FakeDataset(1, [8, 1, 2, 2], new float[32]), Split.Test, 0, 2, 4, [[0, 0, 0, 0]])).Message.ShouldContain("other actions");
        // Truth above prediction: a model that knows the rule draws the same rows twice.
        for (var y = 0; y < 56; y++) strip.Row(2 + y).SequenceEqual(strip.Row(2 + 58 + y)).ShouldBeTrue($"row {y}");
    }
}
