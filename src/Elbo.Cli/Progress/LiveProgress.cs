using Elbo.Runs.Sessions;
using Elbo.Torch.IO;
using Spectre.Console;

namespace Elbo.Cli.Progress;

/// <summary>A bar that is redrawn in place, for a terminal.</summary>
internal sealed class LiveProgress(IAnsiConsole console, TimeProvider clock) : IProgress
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private static readonly Style Strong = new(Color.Green);
    private static readonly Style Faint = new(Color.Grey);

    private readonly Lock gate = new();
    private Work? current;

    private IAnsiConsole Console => console;

    private TimeProvider Clock => clock;

    /// <summary>The last column stays free: filling it makes some terminals wrap.</summary>
    private int Width => console.Profile.Width - 1;

    public IWork Begin(string title, long total, WorkUnit unit = WorkUnit.Steps, long start = 0)
    {
        lock (gate)
        {
            current?.Close();
            current = new Work(this, new WorkState(title, total, unit, start, clock));
            current.Draw();
            return current;
        }
    }

    public void Note(string line)
    {
        lock (gate)
        {
            Erase();
            console.Write(new Text(Printed.Plain(line) + "\n"));
            current?.Draw();
        }
    }

    private void Erase() => console.Write(new ControlCode("\r\u001b[K"));

    private void Show(BarLine line)
    {
        Erase();
        console.Write(new Paragraph().Append(line.Before).Append(line.Full, Strong).Append(line.Empty, Faint).Append(line.After));
    }

    private sealed class Work(LiveProgress screen, WorkState state) : IWork
    {
        private long drawn = long.MinValue;
        private bool closed;

        public void Report(long step, params ReadOnlySpan<Figure> figures)
        {
            lock (screen.gate)
            {
                if (closed) return;
                state.Update(step, figures);
                if (drawn == long.MinValue || screen.Clock.GetElapsedTime(drawn) >= Interval) Draw();
            }
        }

        public void Done(string? outcome = null)
        {
            lock (screen.gate)
            {
                if (closed) return;
                var end = outcome ?? string.Join("  ", new[] { state.Count, state.Figures }.Where(t => t.Length > 0));
                screen.Erase();
                closed = true;
                screen.current = null;
                screen.Console.Write(new Text(BarLine.Join(screen.Width, state.Title, end, WorkState.Clock(state.Elapsed)) + "\n"));
            }
        }

        /// <summary>Ends it without a word of success; the last line stays for the reader.</summary>
        public void Close()
        {
            if (closed) return;
            Draw();
            closed = true;
            screen.current = null;
            screen.Console.Write(new ControlCode("\n"));
        }

        public void Dispose()
        {
            lock (screen.gate) Close();
        }

        public void Draw()
        {
            drawn = screen.Clock.GetTimestamp();
            screen.Show(BarLine.Fit(state, screen.Width, screen.Console.Profile.Capabilities.Unicode));
        }
    }
}
