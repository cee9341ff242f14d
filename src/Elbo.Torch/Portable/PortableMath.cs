namespace Elbo.Torch.Portable;

/// <summary>
/// Elementary functions of f64 made of additions, products, quotients and roots alone, each rounded as IEEE 754 says: unlike those of <see cref="Math"/>, which are the platform's, they give
/// equal bits on every machine. Errors are a few units in the last place.
/// </summary>
public static class PortableMath
{
    // ln 2 in two parts, the first with enough zeros at its end for its product with an exponent to be exact.
    private const double Ln2High = 6.93147180369123816490e-01, Ln2Low = 1.90821492927058770002e-10, Log2E = 1.4426950408889634;
    private const double Most = 709.782712893384, Least = -745.1332191019411;
    private const double OneOverRootTwoPi = 0.3989422804014327;

    /// <summary>Beyond it the distribution function differs from 0 or 1 by less than 10⁻¹⁵.</summary>
    private const double FarOut = 8;

    // 1 / k!.
    private static readonly double[] inverseFactorials = Inverse(18);

    /// <summary>e^x.</summary>
    public static double Exp(double x)
    {
        if (double.IsNaN(x)) return x;
        if (x > Most) return double.PositiveInfinity;
        if (x < Least) return 0;
        var k = Math.Floor((x * Log2E) + 0.5);
        var r = (x - (k * Ln2High)) - (k * Ln2Low);
        var sum = inverseFactorials[13];
        for (var n = 12; n >= 0; n--) sum = (sum * r) + inverseFactorials[n];
        // In two steps, as 2^k alone may leave the finite numbers where the product does not.
        var half = (int)k / 2;
        return sum * PowerOfTwo(half) * PowerOfTwo((int)k - half);
    }

    /// <summary>e^x − 1.</summary>
    public static double Expm1(double x)
    {
        if (!(Math.Abs(x) < 0.5)) return Exp(x) - 1;
        var sum = inverseFactorials[17];
        for (var n = 16; n >= 1; n--) sum = (sum * x) + inverseFactorials[n];
        return sum * x;
    }

    /// <summary>ln x; −∞ at 0, no number below.</summary>
    public static double Log(double x)
    {
        if (double.IsNaN(x) || x < 0) return double.NaN;
        if (x == 0) return double.NegativeInfinity;
        if (double.IsPositiveInfinity(x)) return x;
        var exponent = 0;
        if (x < 2.2250738585072014e-308)
        {
            x *= 18014398509481984.0;
            exponent = -54;
        }
        var bits = BitConverter.DoubleToInt64Bits(x);
        exponent += (int)(bits >> 52) - 1023;
        var m = BitConverter.Int64BitsToDouble((bits & 0x000F_FFFF_FFFF_FFFF) | 0x3FF0_0000_0000_0000);
        if (m > 1.4142135623730951)
        {
            m *= 0.5;
            exponent++;
        }
        return (exponent * Ln2High) + (TwiceArtanh((m - 1) / (m + 1)) + (exponent * Ln2Low));
    }

    /// <summary>ln(1 + x).</summary>
    public static double Log1p(double x) => Math.Abs(x) < 0.25 ? TwiceArtanh(x / (2 + x)) : Log(1 + x);

    /// <summary>1 / (1 + e^−x).</summary>
    public static double Sigmoid(double x)
    {
        if (x >= 0) return 1 / (1 + Exp(-x));
        var e = Exp(x);
        return e / (1 + e);
    }

    /// <summary>tanh x.</summary>
    public static double Tanh(double x)
    {
        if (double.IsNaN(x)) return x;
        var t = Expm1(-2 * Math.Abs(x));
        var y = -t / (t + 2);
        return x < 0 ? -y : y;
    }

    /// <summary>ln(1 + e^x).</summary>
    public static double Softplus(double x) => Math.Max(x, 0) + Log1p(Exp(-Math.Abs(x)));

    /// <summary>Φ(x), the distribution function of N(0, 1), to 10⁻¹⁵: the series of Marsaglia 2004, whose terms all have one sign.</summary>
    public static double NormalCdf(double x)
    {
        if (double.IsNaN(x)) return x;
        if (Math.Abs(x) > FarOut) return x < 0 ? 0 : 1;
        var (square, term, sum) = (x * x, x, x);
        for (var n = 3; ; n += 2)
        {
            term *= square / n;
            var next = sum + term;
            if (next == sum) break;
            sum = next;
        }
        return Math.Clamp(0.5 + (sum * Exp(-0.5 * square) * OneOverRootTwoPi), 0, 1);
    }

    /// <summary>2 artanh s = 2 (s + s³/3 + s⁵/5 + …) for |s| up to 0.172.</summary>
    private static double TwiceArtanh(double s)
    {
        var square = s * s;
        double sum = 0;
        for (var n = 23; n >= 3; n -= 2) sum = (sum + (1.0 / n)) * square;
        return (2 * s) + (2 * s * sum);
    }

    private static double PowerOfTwo(int k) => BitConverter.Int64BitsToDouble((long)(k + 1023) << 52);

    private static double[] Inverse(int count)
    {
        var values = new double[count];
        double product = 1;
        for (var k = 0; k < count; k++)
        {
            if (k > 0) product *= k;
            values[k] = 1 / product;
        }
        return values;
    }
}
