namespace Elbo.Evaluation.Charts;

/// <summary>A mark on an axis.</summary>
internal readonly record struct Tick(double Value, string Text);

/// <summary>Ticks at numbers people can read: 1, 2 or 5 times a power of ten.</summary>
internal static class RoundTicks
{
    private const int Wanted = 6;
    private static readonly double[] Leading = [1, 2, 5];

    public static IReadOnlyList<Tick> For(double low, double high, Axis axis)
        => axis.IsLogarithmic ? Logarithmic(low, high) : Linear(low, high, axis.IsWhole ? 1 : 0);

    private static List<Tick> Linear(double low, double high, double leastStep)
    {
        double step = Math.Max(leastStep, RoundStep((high - low) / Wanted));
        double first = Math.Ceiling(low / step - 1e-9);
        double last = Math.Floor(high / step + 1e-9);
        var ticks = new List<Tick>();
        for (double n = first; n <= last && ticks.Count <= 2 * Wanted; n++)
            ticks.Add(new Tick(n * step, NumberText.Tick(n * step, step)));
        return ticks;
    }

    private static List<Tick> Logarithmic(double low, double high)
    {
        int firstDecade = (int)Math.Floor(Math.Log10(low));
        int lastDecade = (int)Math.Ceiling(Math.Log10(high));
        int decades = lastDecade - firstDecade;
        int every = Math.Max(1, (decades + Wanted - 1) / Wanted);
        var ticks = new List<Tick>();
        for (int decade = firstDecade; decade <= lastDecade; decade += every)
        {
            double power = Math.Pow(10, decade);

            // Where the axis reaches far down, all small ticks are written as powers, not just the smallest.
            double shownStep = firstDecade < -4 && decade < -1 ? 0 : power;
            foreach (double leading in decades <= 3 ? Leading : Leading[..1])
            {
                double value = leading * power;
                if (value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9))
                    ticks.Add(new Tick(value, NumberText.Tick(value, shownStep)));
            }
        }
        return ticks.Count >= 2 ? ticks : Linear(low, high, 0);
    }

    // 1, 2 or 5 times a power of ten, for between three and eight ticks.
    private static double RoundStep(double rough)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double leading = rough / power;
        return power * (leading < 1.25 ? 1 : leading < 2.75 ? 2 : leading < 7 ? 5 : 10);
    }
}
