namespace Elbo.Evaluation.Coding;

/// <summary>Goes through the bytes of a file.</summary>
internal ref struct ContainerFields(ReadOnlySpan<byte> bytes, string file)
{
    private readonly ReadOnlySpan<byte> bytes = bytes;

    public int At { get; set; }

    public readonly bool IsAtEnd => At == bytes.Length;

    public ReadOnlySpan<byte> Take(int count)
    {
        if (count > bytes.Length - At) throw Cut();
        At += count;
        return bytes.Slice(At - count, count);
    }

    public int Number(int least, int most, string what)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            // Five bytes hold 32 bits and more.
            if (shift > 28) throw new CodeContainerException(file, $"damaged: its {what} is no number");
            var part = Take(1)[0];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80) break;
        }
        return value >= (ulong)least && value <= (ulong)most ? (int)value : throw Wrong(what, value);
    }

    public int[] Numbers(int mostCount, int most, string what)
    {
        var numbers = new int[Number(0, mostCount, $"number of {what}")];
        for (var k = 0; k < numbers.Length; k++) numbers[k] = Number(1, most, what);
        return numbers;
    }

    /// <param name="times">So many of them must be few enough.</param>
    public int[] Shape(string of, int times)
    {
        var sizes = Numbers(CodeContainer.MostRank, CodeContainer.MostCodes, $"sizes of {of}");
        var all = (long)times;
        foreach (var size in sizes)
            if ((all *= size) > CodeContainer.MostCodes) throw new CodeContainerException(file, $"damaged: {of} would be [{string.Join(", ", sizes)}], too large");
        return sizes;
    }

    public readonly CodeContainerException Wrong(string what, object value) => new(file, $"damaged: its {what} is {value}");

    public readonly CodeContainerException Cut() => new(file, "cut: it ends too early");
}
