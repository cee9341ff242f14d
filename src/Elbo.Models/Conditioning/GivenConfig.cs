namespace Elbo.Models.Conditioning;

/// <summary>What is given of every example: one of these, and where nothing is named the middle column of an image.</summary>
public sealed record GivenConfig
{
    /// <summary>Columns of images from 0, or places along the last axis of other data; null for none named.</summary>
    public int[]? Columns { get; init; }

    /// <summary>Part of an image: top, left, height and width in pixels.</summary>
    public int[]? Rectangle { get; init; }

    /// <summary>A factor of the data, e.g. label.</summary>
    public string? Factor { get; init; }

    /// <summary>A field of the data that is 1 where an example is given and 0 elsewhere.</summary>
    public string? Mask { get; init; }

    /// <summary>Probability of every place to be given, drawn at each presentation.</summary>
    public double? Visible { get; init; }

    /// <summary>Whether grey values of columns or a rectangle become 0 or 1, drawn at each presentation.</summary>
    public bool Binarise { get; init; }

    internal IEnumerable<string> Problems()
    {
        var named = new (string Key, bool Set)[] { ("columns", Columns is not null), ("rectangle", Rectangle is not null), ("factor", Factor is not null), ("mask", Mask is not null), ("visible", Visible is not null) }
            .Where(k => k.Set).Select(k => k.Key).ToList();
        if (named.Count > 1) yield return $"given.{named[1]} has no effect beside given.{named[0]}: name one";
        if (Binarise && named is ["factor" or "mask" or "visible"]) yield return $"given.binarise has no effect with given.{named[0]}";
        if (Columns is { Length: 0 }) yield return "given.columns must name at least one column";
        if (Columns is { } columns && columns.Distinct().Count() < columns.Length) yield return "given.columns names a column twice";
        if (Rectangle is { } r && (r.Length != 4 || r[0] < 0 || r[1] < 0 || r[2] < 1 || r[3] < 1)) yield return $"given.rectangle must be top, left, height and width, is [{string.Join(", ", r)}]";
        if (Visible is { } p && p is not (> 0 and < 1)) yield return $"given.visible must be between 0 and 1, is {p}";
    }
}
