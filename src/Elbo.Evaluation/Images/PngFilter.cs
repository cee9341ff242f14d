namespace Elbo.Evaluation.Images;

/// <summary>The five row filters of PNG (specification, section 9).</summary>
internal static class PngFilter
{
    private const int Kinds = 5;

    /// <summary>
    /// Filters one row in the way whose bytes, read as signed, have the smallest sum of magnitudes: the choice the
    /// specification recommends (section 12.8). Returns the filter's number.
    /// </summary>
    /// <param name="row">The row's bytes.</param>
    /// <param name="above">The row above; zeros for the first.</param>
    /// <param name="pixelBytes">Bytes of one pixel.</param>
    /// <param name="best">Receives the filtered bytes.</param>
    /// <param name="trial">Room of the same length to work in.</param>
    public static byte Choose(ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, int pixelBytes, Span<byte> best, Span<byte> trial)
    {
        byte chosen = 0;
        long least = long.MaxValue;
        for (byte kind = 0; kind < Kinds; kind++)
        {
            long cost = Apply(kind, row, above, pixelBytes, trial);
            if (cost >= least)
                continue;
            least = cost;
            chosen = kind;
            trial.CopyTo(best);
        }
        return chosen;
    }

    /// <summary>What the filter subtracts from a byte, given its neighbours left, above, and above left.</summary>
    public static byte Predict(byte kind, byte left, byte above, byte aboveLeft) => kind switch
    {
        0 => 0,
        1 => left,
        2 => above,
        3 => (byte)((left + above) >> 1),
        _ => Paeth(left, above, aboveLeft),
    };

    private static long Apply(byte kind, ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, int pixelBytes, Span<byte> filtered)
    {
        long cost = 0;
        for (int i = 0; i < row.Length; i++)
        {
            byte left = i < pixelBytes ? (byte)0 : row[i - pixelBytes];
            byte aboveLeft = i < pixelBytes ? (byte)0 : above[i - pixelBytes];
            byte rest = (byte)(row[i] - Predict(kind, left, above[i], aboveLeft));
            filtered[i] = rest;
            cost += Math.Abs((int)(sbyte)rest);
        }
        return cost;
    }

    private static byte Paeth(byte left, byte above, byte aboveLeft)
    {
        int estimate = left + above - aboveLeft;
        int toLeft = Math.Abs(estimate - left);
        int toAbove = Math.Abs(estimate - above);
        int toAboveLeft = Math.Abs(estimate - aboveLeft);
        if (toLeft <= toAbove && toLeft <= toAboveLeft)
            return left;
        return toAbove <= toAboveLeft ? above : aboveLeft;
    }
}
