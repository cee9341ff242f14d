namespace Elbo.Training.Runs;

/// <summary>Lines that a message gives to be typed next, so that they work as they stand.</summary>
public static class TypedCommand
{
    private static readonly List<string> models = [];

    /// <summary>Remembers an assembly of models that a line needs to know the names by: <c>--models FILE</c> stands in every line from here on.</summary>
    public static void NeedsModels(string file)
    {
        if (!models.Contains(file)) models.Add(file);
    }

    /// <summary><c>elbo</c> and the words, those with blanks and the like in quotes.</summary>
    public static string Of(params IEnumerable<string> words) => string.Join(' ', words.Concat(models.SelectMany(file => (string[])["--models", file])).Select(Quoted).Prepend("elbo"));

    /// <summary>A word as a shell takes it for one.</summary>
    public static string Quoted(string word) => word.Any(c => char.IsWhiteSpace(c) || c is '*' or '[' or '"' or '$') ? $"'{word}'" : word;
}
