namespace Elbo.Data;

/// <summary>The five row filters of PNG, undone in place.</summary>
internal static class PngFilter
{
    /// <summary>False where there is no such filter.</summary>
    /// <param name="kind">0 none, 1 left, 2 above, 3 mean of both, 4 Paeth's predictor.</param>
    /// <param name="row">The filtered row, replaced by the plain one.</param>
    /// <param name="above">The plain row above; zeros above the first.</param>
    /// <param name="step">Bytes of one pixel.</param>
    public static bool Undo(int kind, Span<byte> row, ReadOnlySpan<byte> above, int step)
    {
        switch (kind)
        {
            case 0: break;
            case 1:
                for (var i = step; i < row.Length; i++) row[i] += row[i - step];
                break;
            case 2:
                for (var i = 0; i < row.Length; i++) row[i] += above[i];
                break;
            case 3:
                for (var i = 0; i < row.Length; i++) row[i] += (byte)(((i < step ? 0 : row[i - step]) + above[i]) >> 1);
                break;
            case 4:
                for (var i = 0; i < row.Length; i++) row[i] += i < step ? above[i] : Paeth(row[i - step], above[i], above[i - step]);
                break;
            default: return false;
        }

        return true;
    }

    /// <summary>Of left, above and above-left the one nearest to left + above − above-left; ties in this order.</summary>
    private static byte Paeth(int left, int above, int corner)
    {
        var (toLeft, toAbove, toCorner) = (Math.Abs(above - corner), Math.Abs(left - corner), Math.Abs(left + above - (2 * corner)));
        return (byte)(toLeft <= toAbove && toLeft <= toCorner ? left : toAbove <= toCorner ? above : corner);
    }
}
