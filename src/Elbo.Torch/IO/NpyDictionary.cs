namespace Elbo.Torch.IO;

/// <summary>
/// Reads the one Python literal an npy header may be: a dictionary of <c>descr</c> (string), <c>fortran_order</c> (bool) and
/// <c>shape</c> (tuple of integers), each exactly once, in any order.
/// </summary>
internal sealed class NpyDictionary(string text)
{
    private int position;

    public bool TryParse(out string descr, out bool fortran, out long[] shape)
    {
        string? type = null;
        bool? columns = null;
        long[]? dimensions = null;
        (descr, fortran, shape) = ("", false, []);
        if (!Take('{')) return false;
        while (!Take('}'))
        {
            if (!TryString(out var key) || !Take(':')) return false;
            var fresh = key switch
            {
                "descr" => type is null && TryString(out type),
                "fortran_order" => columns is null && TryBool(out columns),
                "shape" => dimensions is null && TryTuple(out dimensions),
                _ => false,
            };
            if (!fresh) return false;
            if (!Take(',') && !At('}')) return false;
        }

        SkipSpace();
        if (position != text.Length || type is null || columns is null || dimensions is null) return false;
        (descr, fortran, shape) = (type, columns.Value, dimensions);
        return true;
    }

    private bool TryString(out string value)
    {
        value = "";
        SkipSpace();
        if (position >= text.Length || text[position] is not ('\'' or '"')) return false;
        var end = text.IndexOf(text[position], position + 1);
        if (end < 0) return false;
        value = text[(position + 1)..end];
        position = end + 1;
        return !value.Contains('\\');
    }

    private bool TryBool(out bool? value)
    {
        value = TakeWord("True") ? true : TakeWord("False") ? false : null;
        return value is not null;
    }

    private bool TryTuple(out long[]? values)
    {
        values = null;
        if (!Take('(')) return false;
        var list = new List<long>();
        while (!Take(')'))
        {
            SkipSpace();
            var start = position;
            while (position < text.Length && (char.IsAsciiDigit(text[position]) || text[position] == '-')) position++;
            if (!long.TryParse(text.AsSpan(start, position - start), out var value)) return false;
            list.Add(value);
            // (3) is an integer in Python, not a tuple.
            if (!Take(',') && (list.Count == 1 || !At(')'))) return false;
        }

        values = [.. list];
        return true;
    }

    private bool TakeWord(string word)
    {
        SkipSpace();
        if (string.CompareOrdinal(text, position, word, 0, word.Length) != 0) return false;
        position += word.Length;
        return true;
    }

    private bool Take(char c)
    {
        if (!At(c)) return false;
        position++;
        return true;
    }

    private bool At(char c)
    {
        SkipSpace();
        return position < text.Length && text[position] == c;
    }

    private void SkipSpace()
    {
        while (position < text.Length && text[position] is (' ' or '\n' or '\t' or '\r')) position++;
    }
}
