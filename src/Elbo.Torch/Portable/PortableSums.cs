using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Elbo.Torch.Portable;

/// <summary>
/// Sums in one order on every machine: number k goes to lane k mod 8, each lane is added up in the order of k, and the lanes are added as ((0+4)+(2+6))+((1+5)+(3+7)). Products are rounded
/// before they are added. A processor with wider or narrower registers does the same additions, more or fewer of them at once.
/// </summary>
internal static unsafe class PortableSums
{
    private const int Lanes = 8, Tile = 4;

    /// <summary>Products above which more than one thread is worth while.</summary>
    private const long WorthThreads = 1 << 19;

    /// <summary>Σ x.</summary>
    public static double Sum(double* x, long count)
    {
        var sum = Vector512<double>.Zero;
        for (long k = 0; k < count; k += Lanes) sum += Load(x + k, count - k);
        return Total(sum);
    }

    /// <summary>c[m, n] = Σ_k a[m, k] b[n, k]: both are rows of <paramref name="depth"/> numbers side by side.</summary>
    /// <param name="rowStep">From c[m, n] to c[m + 1, n].</param>
    /// <param name="columnStep">From c[m, n] to c[m, n + 1].</param>
    public static void Products(double* a, long rows, double* b, long columns, long depth, double* c, long rowStep, long columnStep)
    {
        // Threads share out the longer side; no sum is split.
        var (tallA, tiles) = (rows > columns, (Math.Max(rows, columns) + Tile - 1) / Tile);
        if (rows * columns * depth < WorthThreads || TorchRuntime.Threads == 1)
        {
            for (long t = 0; t < tiles; t++) Strip(t);
            return;
        }
        Parallel.For(0, tiles, new() { MaxDegreeOfParallelism = TorchRuntime.Threads }, Strip);

        void Strip(long t)
        {
            if (tallA)
                for (long n = 0; n < columns; n += Tile) Block(t * Tile, n);
            else
                for (long m = 0; m < rows; m += Tile) Block(m, t * Tile);
        }

        void Block(long m, long n)
        {
            var (bottom, right) = (Math.Min(m + Tile, rows), Math.Min(n + Tile, columns));
            if (right == n + Tile)
            {
                for (; m + 2 <= bottom; m += 2) TwoByFour(a + (m * depth), b + (n * depth), depth, c + (m * rowStep) + (n * columnStep), c + ((m + 1) * rowStep) + (n * columnStep), columnStep);
                if (m < bottom) OneByFour(a + (m * depth), b + (n * depth), depth, c + (m * rowStep) + (n * columnStep), columnStep);
                return;
            }
            for (; m < bottom; m++)
                for (var j = n; j < right; j++) c[(m * rowStep) + (j * columnStep)] = Dot(a + (m * depth), b + (j * depth), depth);
        }
    }

    private static double Dot(double* a, double* b, long depth)
    {
        var sum = Vector512<double>.Zero;
        for (long k = 0; k < depth; k += Lanes) sum += Load(a + k, depth - k) * Load(b + k, depth - k);
        return Total(sum);
    }

    /// <summary>Eight of them at once: numbers are loaded once for several products.</summary>
    private static void TwoByFour(double* a0, double* b0, long depth, double* c0, double* c1, long step)
    {
        double* a1 = a0 + depth, b1 = b0 + depth, b2 = b1 + depth, b3 = b2 + depth;
        Vector512<double> s00 = default, s01 = default, s02 = default, s03 = default, s10 = default, s11 = default, s12 = default, s13 = default;
        for (long k = 0; k < depth; k += Lanes)
        {
            var left = depth - k;
            var (x0, x1) = (Load(a0 + k, left), Load(a1 + k, left));
            var y = Load(b0 + k, left);
            s00 += x0 * y;
            s10 += x1 * y;
            y = Load(b1 + k, left);
            s01 += x0 * y;
            s11 += x1 * y;
            y = Load(b2 + k, left);
            s02 += x0 * y;
            s12 += x1 * y;
            y = Load(b3 + k, left);
            s03 += x0 * y;
            s13 += x1 * y;
        }
        (c0[0], c0[step], c0[2 * step], c0[3 * step]) = (Total(s00), Total(s01), Total(s02), Total(s03));
        (c1[0], c1[step], c1[2 * step], c1[3 * step]) = (Total(s10), Total(s11), Total(s12), Total(s13));
    }

    /// <summary>Four with one row, as a single example has.</summary>
    private static void OneByFour(double* a, double* b0, long depth, double* c, long step)
    {
        double* b1 = b0 + depth, b2 = b1 + depth, b3 = b2 + depth;
        Vector512<double> s0 = default, s1 = default, s2 = default, s3 = default;
        for (long k = 0; k < depth; k += Lanes)
        {
            var left = depth - k;
            var x = Load(a + k, left);
            s0 += x * Load(b0 + k, left);
            s1 += x * Load(b1 + k, left);
            s2 += x * Load(b2 + k, left);
            s3 += x * Load(b3 + k, left);
        }
        (c[0], c[step], c[2 * step], c[3 * step]) = (Total(s0), Total(s1), Total(s2), Total(s3));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Load(double* x, long left) => left >= Lanes ? Vector512.Load(x) : Rest(x, left);

    /// <summary>The last numbers, fewer than eight, and zeros, which change no sum.</summary>
    private static Vector512<double> Rest(double* x, long count)
    {
        var all = stackalloc double[Lanes];
        for (var k = 0; k < Lanes; k++) all[k] = k < count ? x[k] : 0;
        return Vector512.Load(all);
    }

    private static double Total(Vector512<double> sum)
    {
        var four = sum.GetLower() + sum.GetUpper();
        var two = four.GetLower() + four.GetUpper();
        return two.GetElement(0) + two.GetElement(1);
    }
}
