using Elbo.Probability;

namespace Elbo.Evaluation.Coding;

/// <summary>
/// A number as a symbol of an entropy code: which of K cells it is in, with the mass of the cell under its distribution in whole parts of 2^r. No table is made, as the interval of a cell takes
/// two values of the distribution function.
/// </summary>
internal sealed class NumberCode
{
    // Values of a distribution function may be out of order by their last digit, which takes one of these.
    private const uint ForAny = 2;

    private readonly int cells, precision;
    private readonly uint spare;
    private readonly Func<int, double> edge;
    private readonly double scale;

    /// <param name="cells">K.</param>
    /// <param name="precision">r: 2K parts of 2^r must be few.</param>
    /// <param name="edge">Where cell k begins, for k of 1 to K − 1, as the distribution function takes it.</param>
    /// <param name="any">
    /// Whether every cell can be written, however unlikely it is; else only such as a message itself has given. What is drawn needs no more, and must not have it: the parts of far cells
    /// together are a chance of a draw that the network has never seen, and that costs hundreds of bits of x.
    /// </param>
    public NumberCode(int cells, int precision, Func<int, double> edge, bool any)
    {
        (this.cells, this.precision, this.edge, spare) = (cells, precision, edge, any ? ForAny : 0);
        scale = (1UL << precision) - ((ulong)spare * (ulong)cells);
    }

    /// <exception cref="ArithmeticException">The distribution function gives no probabilities.</exception>
    public void Push(AnsStack message, NumberCdf numbers, int number, int cell)
    {
        var (start, end) = (Start(numbers, number, cell), Start(numbers, number, cell + 1));
        if (start >= end) throw new ArithmeticException("a value has no mass where it was drawn");
        message.Push(start, end - start, precision);
    }

    /// <inheritdoc cref="Push" path="/exception"/>
    /// <exception cref="EndOfStreamException">The message ends.</exception>
    public int Pop(AnsStack message, NumberCdf numbers, int number)
    {
        var sought = message.Peek(precision);
        var (low, high) = (0, cells);
        var (start, end) = (0UL, 1UL << precision);
        while (high - low > 1)
        {
            var middle = (low + high) >>> 1;
            var at = Start(numbers, number, middle);
            if (at <= sought) (low, start) = (middle, at);
            else (high, end) = (middle, at);
        }
        message.Pop(start, end - start, precision);
        return low;
    }

    /// <summary>Parts of all cells before one.</summary>
    private ulong Start(NumberCdf numbers, int number, int cell)
    {
        if (cell == 0) return 0;
        if (cell == cells) return 1UL << precision;
        var below = numbers.Below(number, edge(cell));
        return below is >= 0 and <= 1 ? (spare * (ulong)cell) + (ulong)(below * scale)
            : throw new ArithmeticException("the model gives no probabilities, but numbers that are none: there is no distribution to code with");
    }
}
