namespace Elbo.Data;

/// <summary>Texts that come class by class.</summary>
internal static class LabelledTexts
{
    /// <summary>Puts classes into each other in proportion, each in its own order: the first examples, which a limit takes, are then of all of them.</summary>
    /// <param name="classes">The texts of each, by number of the class.</param>
    public static ReadTexts Merged(IReadOnlyList<IReadOnlyList<int[]>> classes)
    {
        var order = (from c in Enumerable.Range(0, classes.Count) from k in Enumerable.Range(0, classes[c].Count) orderby (k + 0.5) / classes[c].Count, c select (Class: c, Text: k)).ToList();
        return new([.. order.Select(o => classes[o.Class][o.Text])], [.. order.Select(o => (long)o.Class)]);
    }
}
