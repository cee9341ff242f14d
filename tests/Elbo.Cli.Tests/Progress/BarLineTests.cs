using Elbo.Cli.Progress;
using Elbo.Runs.Sessions;
using Elbo.Testing;

namespace Elbo.Cli.Tests.Progress;

public sealed class BarLineTests
{
    [Fact]
    public void No_line_is_wider_than_asked_whatever_there_is_to_show()
    {
        foreach (var width in Enumerable.Range(1, 120))
            BarLine.Fit(Half(), width, unicode: true).ToString().Length.ShouldBeLessThanOrEqualTo(width);
    }

    [Fact]
    public void A_wide_line_shows_share_count_figures_and_time_left()
    {
        var line = BarLine.Fit(Half(), 100, unicode: false);

        line.Full.Length.ShouldBe(line.Empty.Length);
        line.Full.ShouldMatch("^#+$");
        line.After.ShouldBe("  50 %  200/400  nats -103.2  1:05 left");
    }

    [Fact]
    public void A_narrow_line_keeps_title_share_and_figures() => BarLine.Fit(Half(), 26, unicode: true).ToString().ShouldBe("train  50 %  nats -103.2");

    [Fact]
    public void A_title_too_long_is_cut() => BarLine.Fit(Half(), 4, unicode: true).ToString().ShouldBe("tra…");

    [Fact]
    public void Work_of_unknown_length_has_no_bar()
    {
        WorkState state = new("fetch", 0, WorkUnit.Bytes, 0, new HandClock());
        state.Update(2_500_000, []);

        BarLine.Fit(state, 60, unicode: true).ToString().ShouldBe("fetch  2.5 MB");
    }

    [Fact]
    public void A_resumed_run_counts_only_its_own_steps_into_the_time_left()
    {
        HandClock clock = new();
        WorkState state = new("train", 1000, WorkUnit.Steps, 900, clock);
        clock.Pass(10);
        state.Update(950, []);

        state.Left.ShouldBe(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void Parts_at_the_end_that_do_not_fit_are_left_out() => BarLine.Join(16, "check", "55.0 MB", "0:01").ShouldBe("check  55.0 MB");

    private static WorkState Half()
    {
        HandClock clock = new();
        WorkState state = new("train", 400, WorkUnit.Steps, 0, clock);
        clock.Pass(65);
        state.Update(200, [new Figure("nats", -103.21)]);
        return state;
    }
}
