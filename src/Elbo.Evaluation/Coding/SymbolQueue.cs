namespace Elbo.Evaluation.Coding;

/// <summary>Symbols in the order in which they will be read. A stack gives back last what came first, so they are pushed from the end.</summary>
public sealed class SymbolQueue
{
    private readonly List<(uint Start, uint Frequency, int Precision)> symbols = [];

    /// <summary>How many there are.</summary>
    public int Count => symbols.Count;

    /// <summary>Adds a symbol with the distribution it will be read under.</summary>
    public void Add(FrequencyTable table, long symbol)
    {
        var (start, frequency) = table.Interval(symbol);
        symbols.Add((start, frequency, table.Precision));
    }

    /// <summary>Pushes all, so that the first is popped first.</summary>
    public void PushTo(AnsStack message)
    {
        for (var k = symbols.Count - 1; k >= 0; k--) message.Push(symbols[k].Start, symbols[k].Frequency, symbols[k].Precision);
    }
}
