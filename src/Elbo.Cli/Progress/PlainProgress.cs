using Elbo.Runs.Sessions;
using Elbo.Torch.IO;

namespace Elbo.Cli.Progress;

/// <summary>A line now and then, for files, pipes and dumb terminals: every 10 s, and at each 10 % when a second has passed.</summary>
internal sealed class PlainProgress(TextWriter errors, TimeProvider clock) : IProgress
{
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ShortestSilence = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();

    public IWork Begin(string title, long total, WorkUnit unit = WorkUnit.Steps, long start = 0) =>
        new Work(this, new WorkState(title, total, unit, start, clock), clock);

    public void Note(string line)
    {
        lock (gate) errors.WriteLine(Printed.Plain(line));
    }

    private sealed class Work : IWork
    {
        private readonly PlainProgress page;
        private readonly WorkState state;
        private readonly TimeProvider clock;
        private long written;
        private int tenths;
        private bool closed;

        public Work(PlainProgress page, WorkState state, TimeProvider clock)
        {
            (this.page, this.state, this.clock) = (page, state, clock);
            written = clock.GetTimestamp();
            tenths = Tenths;
            page.Note($"{state.Title}  {state.Count}");
        }

        private int Tenths => double.IsNaN(state.Fraction) ? 0 : (int)(state.Fraction * 10);

        public void Report(long step, params ReadOnlySpan<Figure> figures)
        {
            if (closed) return;
            state.Update(step, figures);
            var silence = clock.GetElapsedTime(written);
            // The last step is told by Done.
            if (state.Fraction >= 1) return;
            if (silence < ShortestSilence || (silence < LongestSilence && Tenths == tenths)) return;
            written = clock.GetTimestamp();
            tenths = Tenths;
            page.Note(Line(state.Figures, state.Left is { } left ? $"{WorkState.Clock(left)} left" : ""));
        }

        public void Done(string? outcome = null)
        {
            if (closed) return;
            closed = true;
            page.Note(Line(outcome ?? state.Figures, "done"));
        }

        public void Dispose() => closed = true;

        private string Line(params ReadOnlySpan<string> ends) => string.Join("  ",
            ((string[])[state.Title, state.Count, state.Percent.Length == 0 ? "" : $"({state.Percent})", $"{WorkState.Clock(state.Elapsed)} elapsed", .. ends])
            .Where(t => t.Length > 0));
    }
}
