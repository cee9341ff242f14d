namespace Elbo.Data;

/// <summary>Resizes one plane of pixels: a new pixel is the mean of the area it covers, in whole-number arithmetic, so that the result
/// is the same on every machine.</summary>
internal sealed class AreaResampling
{
    private readonly Axis columns;
    private readonly Axis rows;

    public AreaResampling(int fromWidth, int fromHeight, int toWidth, int toHeight)
    {
        columns = new Axis(fromWidth, toWidth);
        rows = new Axis(fromHeight, toHeight);
    }

    /// <summary>Resizes [fromHeight · fromWidth] pixels to [toHeight · toWidth], rounding half up.</summary>
    public void Apply(ReadOnlySpan<byte> from, Span<byte> to)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(from.Length, columns.From * rows.From);
        ArgumentOutOfRangeException.ThrowIfNotEqual(to.Length, columns.To * rows.To);
        var narrow = new int[rows.From * columns.To];
        for (var y = 0; y < rows.From; y++)
        {
            var line = from.Slice(y * columns.From, columns.From);
            for (var x = 0; x < columns.To; x++)
            {
                var sum = 0;
                var weights = columns.Weights[x];
                for (var (k, at) = (0, columns.First[x]); k < weights.Length; k++) sum += weights[k] * line[at + k];
                narrow[(y * columns.To) + x] = sum;
            }
        }

        var area = (long)columns.From * rows.From;
        for (var y = 0; y < rows.To; y++)
        {
            var weights = rows.Weights[y];
            for (var x = 0; x < columns.To; x++)
            {
                long sum = 0;
                for (var (k, at) = (0, rows.First[y]); k < weights.Length; k++) sum += (long)weights[k] * narrow[((at + k) * columns.To) + x];
                to[(y * columns.To) + x] = (byte)((sum + (area / 2)) / area);
            }
        }
    }

    /// <summary>Along one axis an old pixel is <c>To</c> units long and a new one <c>From</c> units: overlaps are whole numbers.</summary>
    private sealed class Axis
    {
        public Axis(int from, int to)
        {
            (From, To) = (from, to);
            First = new int[to];
            Weights = new int[to][];
            for (var i = 0; i < to; i++)
            {
                var (begin, end) = ((long)i * from, (long)(i + 1) * from);
                First[i] = (int)(begin / to);
                Weights[i] = [.. Enumerable.Range(First[i], (int)((end - 1) / to) - First[i] + 1).Select(s => (int)(Math.Min(end, (s + 1L) * to) - Math.Max(begin, (long)s * to)))];
            }
        }

        public int From { get; }

        public int To { get; }

        public int[] First { get; }

        public int[][] Weights { get; }
    }
}
