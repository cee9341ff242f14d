using Elbo.Cli.Progress;
using Elbo.Runs.Sessions;
using Elbo.Testing;
using Spectre.Console;

namespace Elbo.Cli.Tests.Progress;

public sealed class LiveProgressTests
{
    private const string Erase = "\r\u001b[K";

    private readonly StringWriter text = new();
    private readonly HandClock clock = new();

    [Fact]
    public void The_line_is_drawn_anew_in_place_and_not_more_than_ten_times_a_second()
    {
        using var work = Screen(60).Begin("train", 100);
        for (var step = 1; step <= 100; step++)
        {
            clock.Pass(0.01);
            work.Report(step);
        }

        text.ToString().ShouldNotContain("\n");
        (text.ToString().Split(Erase).Length - 1).ShouldBe(1 + 10);
    }

    [Fact]
    public void A_note_stands_on_a_line_of_its_own_above_the_bar()
    {
        var screen = Screen(60);
        using var work = screen.Begin("train", 100);
        screen.Note("stopping");

        text.ToString().ShouldContain(Erase + "stopping\n" + Erase + "train");
    }

    [Fact]
    public void The_end_takes_the_place_of_the_bar()
    {
        using (var work = Screen(60).Begin("train", 100))
        {
            work.Report(100, new Figure("nats", -99.95, "0.00"));
            work.Done();
        }

        text.ToString().ShouldEndWith(Erase + "train  100/100  nats -99.95  0:00\n");
    }

    [Fact]
    public void Work_that_stopped_early_leaves_its_last_line_and_the_cursor_below_it()
    {
        using (var work = Screen(60).Begin("train", 100)) work.Report(40);

        text.ToString().Split(Erase)[^1].ShouldBe("train  ━━━━━━━━━━━────────────────  40 %  40/100  0:00 left\n");
    }

    [Theory]
    [InlineData(10)]
    [InlineData(25)]
    [InlineData(50)]
    public void On_a_narrow_terminal_nothing_wraps(int width)
    {
        using (var work = Screen(width).Begin("train on the whole of it", 100))
        {
            clock.Pass(30);
            work.Report(40, new Figure("nats", -103.2), new Figure("kl", 24.9));
        }

        // Spectre would break a line that is too long: only the last line break, at the end, is ours.
        text.ToString().TrimEnd('\n').ShouldNotContain("\n");
    }

    private LiveProgress Screen(int width)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(text), Ansi = AnsiSupport.Yes, ColorSystem = ColorSystemSupport.NoColors });
        console.Profile.Width = width;
        return new(console, clock);
    }
}
