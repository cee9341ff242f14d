namespace Elbo.Data;

/// <summary>Texts that were parted into words before they were published.</summary>
internal static class PublishedTexts
{
    /// <summary>A text a line, its words parted by blanks; lines without one are passed over.</summary>
    /// <exception cref="DataException">The file cannot be read.</exception>
    public static ReadTexts Lines(string path, WordTable table)
    {
        List<int[]> texts = [];
        TextLines.Read(path, (_, line) =>
        {
            List<int> words = [];
            WordSplit.AtBlanks(words, line, table);
            if (words.Count > 0) texts.Add([.. words]);
        });
        return new(texts);
    }
}
