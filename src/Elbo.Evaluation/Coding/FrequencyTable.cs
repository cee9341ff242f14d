namespace Elbo.Evaluation.Coding;

/// <summary>
/// Probabilities of K symbols as whole parts of 2^r, as entropy coding needs them: each at least 1, so that any symbol can be written, together exactly 2^r, and
/// the same for the same probabilities.
/// </summary>
public sealed class FrequencyTable
{
    // That every symbol has a part costs K · 2^-r · log2 e bits a symbol at most: 9e-5 with 14 bits to spare. More of them gain nothing, as the head of a message,
    // which may be as small as 2^32, is rounded by 2^(r - 32).
    private const int SpareBits = 14, LeastPrecision = 20, MostPrecision = 28;

    /// <summary>Largest K; with more, sums of probabilities would be rounded by whole parts.</summary>
    public const int MostSymbols = 1 << 20;

    private readonly uint[] starts;

    /// <param name="symbols">K, from 1 to <see cref="MostSymbols"/>.</param>
    public FrequencyTable(int symbols)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(symbols, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(symbols, MostSymbols);
        Precision = Math.Clamp(SpareBits + (int)Math.Ceiling(Math.Log2(symbols)), LeastPrecision, MostPrecision);
        starts = new uint[symbols + 1];
    }

    /// <summary>K.</summary>
    public int Symbols => starts.Length - 1;

    /// <summary>r.</summary>
    public int Precision { get; }

    /// <summary>Takes the frequencies nearest to probabilities.</summary>
    /// <param name="probabilities">K numbers of at least 0, whose sum need not be exactly 1.</param>
    /// <exception cref="ArithmeticException">One is negative or no number, or none is above 0.</exception>
    public void Fill(ReadOnlySpan<double> probabilities)
    {
        if (probabilities.Length != Symbols) throw new ArgumentException($"{probabilities.Length} probabilities for {Symbols} symbols", nameof(probabilities));
        double sum = 0;
        foreach (var p in probabilities)
        {
            if (!(p >= 0)) throw new ArithmeticException("the logits are not numbers: there is no distribution to code with");
            sum += p;
        }
        if (!(sum > 0) || double.IsInfinity(sum)) throw new ArithmeticException("the logits are not numbers: there is no distribution to code with");

        // One part each, the others by probability, rounded down; what rounding left over goes to the likeliest, whom it changes least.
        var scale = ((1u << Precision) - (uint)Symbols) / sum;
        var (total, likeliest) = (0u, 0);
        for (var k = 0; k < Symbols; k++)
        {
            starts[k] = total;
            total += 1 + (uint)(probabilities[k] * scale);
            if (probabilities[k] > probabilities[likeliest]) likeliest = k;
        }
        var left = (1u << Precision) - total;
        for (var k = likeliest + 1; k < Symbols; k++) starts[k] += left;
        starts[Symbols] = 1u << Precision;
    }

    /// <summary>Makes all symbols equally likely, as nearly as whole numbers can.</summary>
    public void FillUniform()
    {
        for (var k = 0; k <= Symbols; k++) starts[k] = (uint)(((ulong)k << Precision) / (ulong)Symbols);
    }

    /// <summary>The interval of a symbol.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No such symbol.</exception>
    public (uint Start, uint Frequency) Interval(long symbol)
    {
        if ((ulong)symbol >= (ulong)Symbols) throw new ArgumentOutOfRangeException(nameof(symbol), symbol, $"symbols are 0 to {Symbols - 1}");
        return (starts[symbol], starts[symbol + 1] - starts[symbol]);
    }

    /// <summary>The symbol whose interval has a number below 2^<see cref="Precision"/>.</summary>
    public int Find(ulong number)
    {
        var (low, high) = (0, Symbols);
        while (high - low > 1)
        {
            var middle = (low + high) >>> 1;
            if (starts[middle] <= number) low = middle;
            else high = middle;
        }
        return low;
    }

    /// <summary>Takes the symbol on top off a message.</summary>
    public int PopFrom(AnsStack message)
    {
        var symbol = Find(message.Peek(Precision));
        var (start, frequency) = Interval(symbol);
        message.Pop(start, frequency, Precision);
        return symbol;
    }
}
