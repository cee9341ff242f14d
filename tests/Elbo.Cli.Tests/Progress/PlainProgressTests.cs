using Elbo.Cli.Progress;
using Elbo.Runs.Sessions;
using Elbo.Testing;

namespace Elbo.Cli.Tests.Progress;

public sealed class PlainProgressTests
{
    private readonly StringWriter text = new();
    private readonly HandClock clock = new();

    [Fact]
    public void A_line_comes_at_each_tenth_and_one_at_the_end()
    {
        using (var work = new PlainProgress(text, clock).Begin("train", 100))
        {
            for (var step = 1; step <= 100; step++)
            {
                clock.Pass(0.5);
                work.Report(step, new Figure("nats", -100 - step));
            }

            work.Done();
        }

        Lines.Length.ShouldBe(1 + 9 + 1);
        Lines[0].ShouldBe("train  0/100");
        Lines[5].ShouldBe("train  50/100  (50 %)  0:25 elapsed  nats -150.0  0:25 left");
        Lines[^1].ShouldBe("train  100/100  (100 %)  0:50 elapsed  nats -200.0  done");
    }

    [Fact]
    public void Slow_work_is_heard_of_every_ten_seconds()
    {
        using var work = new PlainProgress(text, clock).Begin("train", 100_000);
        for (var step = 1; step <= 60; step++)
        {
            clock.Pass(1);
            work.Report(step);
        }

        Lines.Length.ShouldBe(1 + 6);
    }

    [Fact]
    public void Fast_work_is_not_reported_more_than_once_a_second()
    {
        using var work = new PlainProgress(text, clock).Begin("train", 100);
        for (var step = 1; step < 100; step++)
        {
            clock.Pass(0.015);
            work.Report(step);
        }

        Lines.Length.ShouldBe(1 + 1);
    }

    [Fact]
    public void Work_that_stopped_early_is_not_called_done()
    {
        using (var work = new PlainProgress(text, clock).Begin("train", 10)) work.Report(3);

        text.ToString().ShouldNotContain("done");
    }

    private string[] Lines => text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
